import { readFileSync } from "node:fs";
import {
  cpu,
  Device,
  type DType,
  fromTypedArray,
  LumbreError,
  ones,
  type Tensor,
  tensor,
  ValueError,
  zeros,
} from "@lumbre/tensor";
import type { Backend } from "@lumbre/tensor/backend";
import { dtypes } from "@lumbre/tensor/engine";
import { expectTensor, sampledRuns } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { reverseElements } from "../byteOrder.js";
import { FormatError, loadSafetensors, openSafetensors, saveSafetensors } from "../index.js";

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/${name}`, import.meta.url));

/** A file of a header, as an object or a text, and so many bytes of data. */
function fileOf(header: unknown, data: number | Uint8Array = 0): Uint8Array {
  const text = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const body = typeof data === "number" ? new Uint8Array(data) : data;
  const bytes = new Uint8Array(8 + text.length + body.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(body, 8 + text.length);
  return bytes;
}

/** Objects in objects, deeper than functions can call themselves. */
const deep = `${'{"a":'.repeat(20_000)}0${"}".repeat(20_000)}`;

const entry = (dtype: unknown, shape: unknown, ...offsets: unknown[]) => ({ dtype, shape, data_offsets: offsets });
const headerOf = (bytes: Uint8Array) => {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  return { length, text: new TextDecoder().decode(bytes.subarray(8, 8 + length)) };
};

describe("files of the Python package", () => {
  test("are read, and written again with the same bytes", () => {
    const bytes = fixture("own.safetensors");
    const file = openSafetensors(bytes);
    expect(file.metadata()).toEqual({ format: "pt" });
    expect(file.keys()).toEqual([
      "layer.bias",
      "0",
      "empty",
      "layer.weight",
      'a "name" \\ é 字 🔥\n',
      "labels",
      "steps",
      "pixels",
      "mask",
    ]);
    const tensors = loadSafetensors(bytes);
    expect([...tensors.keys()]).toEqual(file.keys());
    expect(tensors.get("layer.weight")?.toArray()).toEqual([
      [1.5, -2.25, Math.fround(3e-40)],
      [Infinity, -0, 65504],
    ]);
    expect(tensors.get("layer.bias")?.toArray()).toEqual([0.1, 2 ** -1074, -1e300]);
    expect(tensors.get("steps")?.toArray()).toBe(7);
    expect(tensors.get("labels")?.toArray()).toEqual([2147483647, -2147483648, 0]);
    expect(tensors.get("pixels")?.toArray()).toEqual([
      [
        [0, 1, 2],
        [3, 4, 5],
      ],
    ]);
    expect(tensors.get("mask")?.toArray()).toEqual([true, false, true]);
    expect(tensors.get("empty")?.shape).toEqual([2, 0, 3]);
    expect(Array.from(tensors.values(), ({ dtype }) => dtype).join()).toBe(
      "float64,float32,float32,float32,int32,int32,int32,uint8,bool",
    );
    expect(saveSafetensors(tensors, { metadata: { format: "pt" } })).toEqual(new Uint8Array(bytes));
  });

  test("with other dtypes are read as those that hold the values", () => {
    const { values } = JSON.parse(fixture("wide.json").toString()) as { values: Record<string, (number | string)[]> };
    const tensors = loadSafetensors(fixture("wide.safetensors"));
    expect([...tensors.keys()].sort()).toEqual(Object.keys(values).sort());
    for (const [name, x] of tensors) {
      expect([name, x.dtype]).toEqual([name, name.endsWith("F16") ? "float32" : "int32"]);
      expect([name, x.toArray()]).toEqual([name, values[name].map(Number)]);
    }
  });
});

test("NaN in half precision stays NaN", () => {
  const bytes = fileOf(
    { a: entry("F16", [2], 0, 4), b: entry("BF16", [1], 4, 6) },
    Uint8Array.of(1, 124, 0, 254, 192, 127),
  );
  const tensors = loadSafetensors(bytes);
  expect(tensors.get("a")?.toArray()).toEqual([NaN, NaN]);
  expect(tensors.get("b")?.toArray()).toEqual([NaN]);
});

test("every half is what its bits say", () => {
  const halves = Uint16Array.from({ length: 0x7c00 }, (_, i) => i);
  const bytes = fileOf({ x: entry("F16", [0x7c00], 0, 2 * 0x7c00) }, new Uint8Array(halves.buffer));
  const values = loadSafetensors(bytes).get("x")!.readSync();
  for (const [i, value] of values.entries()) {
    const [exponent, fraction] = [i >> 10, i & 1023];
    const expected = exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15);
    if (value !== expected) expect.unreachable(`${i}: ${value}, expected ${expected}`);
  }
});

describe("64-bit and unsigned integers", () => {
  test.each([
    ["I64", BigInt64Array.of(5n, 2147483648n), "2147483648 at 1"],
    ["I64", BigInt64Array.of(-2147483649n), "-2147483649 at 0"],
    ["U64", BigUint64Array.of(2147483648n), "2147483648 at 0"],
    ["U64", BigUint64Array.of(18446744073709551615n), "18446744073709551615 at 0"],
    ["U32", Uint32Array.of(1, 4294967295), "4294967295 at 1"],
  ])("%s that int32 cannot hold is an error: %s", (dtype, values, found) => {
    const bytes = fileOf({ n: entry(dtype, [values.length], 0, values.byteLength) }, new Uint8Array(values.buffer));
    const message = `"n" has the value ${found}, which int32 cannot hold`;
    expect(() => loadSafetensors(bytes)).toThrow(new FormatError(`loadSafetensors: ${message}`));
    const file = openSafetensors(bytes);
    expect(() => file.getTensor("n")).toThrow(new FormatError(`getTensor: ${message}`));
  });
});

const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 });
const arrays: Record<DType, new (memory: ArrayBuffer) => Float32Array | Float64Array | Int32Array | Uint8Array> = {
  bool: Uint8Array,
  uint8: Uint8Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
};

/** Any bits, NaN and denormal numbers among them. */
const anyTensor = fc.tuple(fc.constantFrom(...dtypes), shapes, fc.nat()).map(([dtype, shape, seed]) => {
  const count = shape.reduce((a, b) => a * b, 1);
  const bytes = Uint8Array.from({ length: count * 8 }, (_, i) => Math.imul(i + seed, 2654435761) >>> 24);
  const values = new arrays[dtype](bytes.buffer).subarray(0, count);
  return fromTypedArray(dtype === "bool" ? values.map((byte) => byte & 1) : values, shape, { dtype });
});

describe("round trips", () => {
  test("give the same names, dtypes, shapes and bits", () => {
    const names = fc.string({ unit: "grapheme", maxLength: 6 }).filter((name) => name !== "__metadata__");
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(names, anyTensor), { selector: ([name]) => name, maxLength: 6 }),
        fc.dictionary(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), { noNullPrototype: true }),
        (entries, metadata) => {
          const bytes = saveSafetensors(new Map(entries), { metadata });
          const file = openSafetensors(bytes);
          expect(file.metadata()).toEqual(metadata);
          expect(file.keys()).toEqual(entries.map(([name]) => name));
          for (const [name, x] of entries) {
            const read = file.getTensor(name);
            expect([read.dtype, read.shape]).toEqual([x.dtype, x.shape]);
            expect(bitsOf(read)).toEqual(bitsOf(x));
          }
          const { length, text } = headerOf(bytes);
          expect(length % 8).toBe(0);
          for (const { dtype, data_offsets } of Object.values(JSON.parse(text)) as ReturnType<typeof entry>[]) {
            if (data_offsets === undefined) continue;
            const itemSize = dtype === "F64" ? 8 : dtype === "F32" || dtype === "I32" ? 4 : 1;
            expect((data_offsets as number[])[0] % itemSize).toBe(0);
          }
        },
      ),
    );
  });

  test("take bytes at any address, and an ArrayBuffer", () => {
    const saved = saveSafetensors({ x: tensor([1, 2]), y: tensor([3], { dtype: "float64" }) });
    for (let shift = 0; shift < 8; shift++) {
      const bytes = new Uint8Array(saved.length + shift);
      bytes.set(saved, shift);
      const tensors = loadSafetensors(bytes.subarray(shift));
      expectTensor(tensors.get("x")!, tensor([1, 2]));
      expectTensor(tensors.get("y")!, tensor([3], { dtype: "float64" }));
    }
    expect([...loadSafetensors(saved.buffer).keys()]).toEqual(["x", "y"]);
  });

  test("read elements that are not aligned, as old files have them", () => {
    const bytes = fileOf({ a: entry("U8", [1], 0, 1), b: entry("F32", [1], 1, 5) }, Uint8Array.of(9, 0, 0, 128, 63));
    expect(loadSafetensors(bytes).get("b")?.toArray()).toEqual([1]);
  });

  test("share no memory with the bytes", () => {
    const bytes = saveSafetensors({ x: tensor([1, 2]) });
    const x = loadSafetensors(bytes).get("x")!;
    bytes.fill(0);
    expect(x.toArray()).toEqual([1, 2]);
  });

  test("write views as they look", () => {
    const x = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const tensors = loadSafetensors(saveSafetensors({ t: x.t(), column: x.select(1, 2), wide: ones(1).expand(3) }));
    expectTensor(tensors.get("t")!, x.t());
    expect(tensors.get("column")?.toArray()).toEqual([3, 6]);
    expect(tensors.get("wide")?.toArray()).toEqual([1, 1, 1]);
  });

  test("of nothing", () => {
    const bytes = saveSafetensors({});
    expect(headerOf(bytes).text).toBe("{}      ");
    expect([loadSafetensors(bytes).size, openSafetensors(bytes).metadata()]).toEqual([0, null]);
  });
});

function bitsOf(x: Tensor): Uint8Array {
  const { buffer, byteOffset, byteLength } = x.readSync();
  return new Uint8Array(buffer, byteOffset, byteLength).slice();
}

test("tensors go to the device that is asked for", () => {
  const device = new Device({ ...cpu.backend, name: "other" } as Backend);
  const bytes = saveSafetensors({ x: tensor([1, 2]) });
  for (const x of [
    loadSafetensors(bytes, device).get("x")!,
    loadSafetensors(bytes, { device }).get("x")!,
    openSafetensors(bytes, { device }).getTensor("x"),
  ]) {
    expect(x.device).toBe(device);
    expect(x.toArray()).toEqual([1, 2]);
  }
});

describe("a damaged file is a FormatError", () => {
  const f4 = (begin: number, end: number, shape: unknown = [(end - begin) / 4]) => entry("F32", shape, begin, end);
  test.each<[string, Uint8Array, string]>([
    ["no header", new Uint8Array(7), "got 7 bytes, expected at least 8 for the length of the header"],
    [
      "another kind of file",
      new TextEncoder().encode("<!doctype html><title>404</title>"),
      "the header is 8104636974849335612 bytes long, expected at most 100000000; are these bytes a safetensors file?",
    ],
    [
      "a header past the end",
      fileOf({ a: f4(0, 4) }, 0).subarray(0, 30),
      "the header ends at byte 62, but there are 30; the file is truncated",
    ],
    ["not UTF-8", fileOf("{}", 0).map((byte) => (byte === 0x7d ? 0xff : byte)), "the header is not UTF-8 text"],
    ["a byte order mark", fileOf("\ufeff{}"), 'the header starts with "\ufeff{}", expected {'],
    ["no object", fileOf([]), 'the header starts with "[]", expected {'],
    ["not JSON", fileOf('{"a":'), "the header is not JSON: "],
    ["trailing text", fileOf("{} x"), "the header is not JSON: "],
    [
      "a name twice",
      fileOf(
        '{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"\\u0061":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}',
        2,
      ),
      'the header has the name "\\u0061" twice',
    ],
    [
      "a field twice",
      fileOf('{"a":{"dtype":"U8","dtype" : "U8","shape":[1],"data_offsets":[0,1]}}', 1),
      'the header has the name "dtype" twice',
    ],
    ["an entry that is none", fileOf({ a: null }), '"a" has the dtype undefined, expected one of BOOL, U8'],
    ["an unknown dtype", fileOf({ a: entry("F8_E4M3", [1], 0, 1) }, 1), '"a" has the dtype "F8_E4M3", expected one of'],
    ["a dtype of Object", fileOf({ a: entry("toString", [1], 0, 1) }, 1), '"a" has the dtype "toString", expected'],
    ["no shape", fileOf({ a: f4(0, 4, null) }, 4), '"a" has the shape null, expected a list of whole numbers >= 0'],
    ["a negative size", fileOf({ a: f4(0, 4, [-1, -1]) }, 4), '"a" has the shape [-1, -1], expected a list of whole'],
    ["a size with a fraction", fileOf({ a: f4(0, 4, [0.5, 2]) }, 4), '"a" has the shape [0.5, 2], expected a list'],
    [
      "offsets in the wrong order",
      fileOf({ a: entry("U8", [0], 1, 0) }),
      '"a" has the data_offsets [1, 0], expected [begin, end] with 0 <= begin <= end',
    ],
    ["one offset", fileOf({ a: entry("U8", [0], 1) }), '"a" has the data_offsets [1], expected [begin, end]'],
    ["a shape for other bytes", fileOf({ a: f4(0, 4, [2]) }, 4), '"a" has 4 bytes, expected 8 for F32 of shape [2]'],
    [
      "a shape beyond all memory",
      fileOf({ a: f4(0, 4, [2 ** 52, 2 ** 52]) }, 4),
      '"a" has 4 bytes, expected 8.112963841460668e+31 for F32 of shape [4503599627370496, 4503599627370496]',
    ],
    [
      "a hole",
      fileOf({ a: f4(0, 4), b: f4(8, 12) }, 12),
      '"b" begins at byte 8 of the data, expected 4, where the tensor before it ends: the file has a hole',
    ],
    [
      "a hole at the start",
      fileOf({ a: f4(4, 8) }, 8),
      '"a" begins at byte 4 of the data, expected 0, where the tensor before it ends: the file has a hole',
    ],
    [
      "an overlap",
      fileOf({ b: f4(4, 12), a: f4(0, 8) }, 12),
      '"b" begins at byte 4 of the data, expected 8, where the tensor before it ends: the file has an overlap',
    ],
    [
      "data that ends early",
      fileOf({ a: f4(0, 8) }, 7),
      "there are 7 bytes of data, expected 8: the file is truncated",
    ],
    [
      "data past the end",
      fileOf({ a: f4(0, 2 ** 50) }, 7),
      "there are 7 bytes of data, expected 1125899906842624: the file is truncated",
    ],
    ["data too many", fileOf({ a: f4(0, 4) }, 5), "there are 5 bytes of data, expected 4: there are bytes too many"],
    [
      "metadata of numbers",
      fileOf({ __metadata__: { epoch: 3 } }),
      "__metadata__ must hold strings by name, got an object with epoch",
    ],
    [
      "metadata that is nested deep",
      fileOf(`{"__metadata__":${deep}}`),
      "__metadata__ must hold strings by name, got an object with",
    ],
    [
      "a dtype that is nested deep",
      fileOf(`{"a":{"dtype":${deep}}}`),
      '"a" has the dtype an object with a, expected one of',
    ],
    [
      "a shape that is nested deep",
      fileOf(`{"a":{"dtype":"U8","shape":${deep}}}`),
      '"a" has the shape an object with a, expected',
    ],
    ["metadata of another kind", fileOf({ __metadata__: ["a"] }), '__metadata__ must hold strings by name, got ["a"]'],
  ])("%s", (_, bytes, message) => {
    expect(() => loadSafetensors(bytes)).toThrow(FormatError);
    expect(() => loadSafetensors(bytes)).toThrow(`loadSafetensors: ${message}`);
    expect(() => openSafetensors(bytes)).toThrow(`openSafetensors: ${message}`);
  });

  test("cut at any byte", () => {
    const bytes = fixture("own.safetensors");
    for (let end = 0; end < bytes.length; end++) {
      expect(() => loadSafetensors(bytes.subarray(0, end))).toThrow(FormatError);
    }
  });

  test("with any byte of the header changed, unless it is a file all the same", () => {
    const bytes = fixture("own.safetensors");
    const { length } = headerOf(bytes);
    fc.assert(
      fc.property(fc.nat(7 + length), fc.nat(255), (at, byte) => {
        const changed = Uint8Array.from(bytes);
        changed[at] = byte;
        try {
          loadSafetensors(changed);
        } catch (error) {
          expect(error).toBeInstanceOf(LumbreError);
        }
      }),
      { numRuns: sampledRuns(2000) },
    );
  });

  test("and names that objects have anyway are names as others", () => {
    const bytes = fileOf(
      '{"__proto__":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"toString":{"dtype":"U8","shape":[0],"data_offsets":[1,1]}}',
      1,
    );
    expect([...loadSafetensors(bytes).keys()]).toEqual(["__proto__", "toString"]);
  });
});

describe("arguments", () => {
  test("of the wrong kind say what to write", () => {
    const x = zeros(2);
    const wrong = (tensors: unknown, options?: unknown) => () => saveSafetensors(tensors as never, options as never);
    expect(wrong({ lr: 0.1 })).toThrow('saveSafetensors: "lr" must be a tensor, got 0.1');
    expect(wrong(new Map([[5, x]]))).toThrow("saveSafetensors: the names must be strings, got 5");
    expect(wrong({ __metadata__: x })).toThrow("no tensor can have the name __metadata__, which the format keeps");
    expect(wrong({ "\ud800": x })).toThrow('saveSafetensors: "\\ud800" is no well-formed text');
    expect(wrong({ stateDict: () => {} })).toThrow('saveSafetensors: "stateDict" must be a tensor');
    expect(wrong(x)).toThrow(
      "saveSafetensors: tensors must be a Map or a plain object of tensors by name, got a tensor of shape [2]",
    );
    class Net {
      stateDict() {}
    }
    expect(wrong(new Net())).toThrow("got an instance of Net; write saveSafetensors(model.stateDict())");
    expect(wrong({ x }, { metadata: { epoch: 3 } })).toThrow(
      "saveSafetensors: metadata.epoch must be a string, got 3; write JSON.stringify(value)",
    );
    expect(wrong({ x }, { metadata: "pt" })).toThrow(
      'saveSafetensors: metadata must be an object of strings, got "pt"',
    );
    expect(wrong({ x }, { meta: {} })).toThrow("saveSafetensors: unknown option meta; it takes tensors, metadata");
    expect(() => loadSafetensors("x.safetensors" as never)).toThrow(
      'loadSafetensors: bytes must be a Uint8Array or an ArrayBuffer with the contents of the file, got "x.safetensors"',
    );
    expect(() => loadSafetensors(saveSafetensors({}), "cpu" as never)).toThrow("device must be a device");
    const file = openSafetensors(saveSafetensors({ x }));
    expect(() => file.getTensor("y")).toThrow('getTensor: the file has no tensor "y"; it has x');
    expect(() => file.getTensor(0 as never)).toThrow("getTensor: name must be a string, got 0");
    expect(() => (file.keys as (...args: unknown[]) => unknown)("x")).toThrow("keys: ");
    expect(() => (file.metadata as (...args: unknown[]) => unknown)(0)).toThrow("metadata: ");
  });
});

test.each([
  [0, "none"],
  [1, "t0"],
  [10, "t0, t1, t2, t3, t4, t5, t6, t7, t8, t9"],
  [11, "t0, t1, t2, t3, t4, t5, t6, t7, t8, t9, ... 11 in all"],
])("the error of a missing tensor names the first ten: %i", (count, shown) => {
  const tensors = Object.fromEntries(Array.from({ length: count }, (_, i) => [`t${i}`, zeros(1)]));
  const file = openSafetensors(saveSafetensors(tensors));
  expect(() => file.getTensor("y")).toThrow(new ValueError(`getTensor: the file has no tensor "y"; it has ${shown}`));
});

test("the shortest file has a header of nothing, which is no header", () => {
  expect(() => loadSafetensors(new Uint8Array(7))).toThrow(
    "got 7 bytes, expected at least 8 for the length of the header",
  );
  expect(() => loadSafetensors(new Uint8Array(8))).toThrow("the header starts with");
});

test("a header has at most 100,000,000 bytes, the most that readers of the format accept", () => {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, 100_000_000n, true);
  expect(() => loadSafetensors(bytes)).toThrow("the header ends at byte 100000008, but there are 8");
  view.setBigUint64(0, 100_000_001n, true);
  expect(() => loadSafetensors(bytes)).toThrow("the header is 100000001 bytes long, expected at most 100000000");
});

test("elements of big-endian machines are reversed", () => {
  const bytes = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  reverseElements(bytes, 4);
  expect([...bytes]).toEqual([4, 3, 2, 1, 8, 7, 6, 5]);
});
