import { readFileSync } from "node:fs";
import type { Tensor } from "@lumbre/tensor";
import { internals } from "@lumbre/tensor/engine";
import { describe, expect, test } from "vitest";
import { FormatError, load } from "../index.js";
import { writeZip } from "../zip/writeZip.js";

type Part = string | number | Uint8Array;

/** Texts, a byte a character, and bytes in a row. */
const bytesOf = (...parts: readonly Part[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((part) => {
      if (typeof part === "number") return [part];
      return typeof part === "string" ? Array.from(part, (char) => char.charCodeAt(0)) : [...part];
    }),
  );

const text = (value: string): Uint8Array => bytesOf("U", value.length, value);
const tuple = (...values: readonly Part[]): Uint8Array => bytesOf("(", ...values, "t");
const counts = (values: readonly number[]): Uint8Array => tuple(...values.map((value) => bytesOf("K", value)));

interface Layout {
  readonly key?: string;
  readonly type?: string;
  /** Elements of the storage. */
  readonly length?: number;
  readonly offset?: number;
  readonly shape?: readonly number[];
  readonly strides?: readonly number[];
}

/** The pickle of a tensor. */
function tensorOf({
  key = "a",
  type = "Float",
  length = 3,
  offset = 0,
  shape = [3],
  strides = [1],
}: Layout): Uint8Array {
  const id = tuple(text("storage"), `ctorch\n${type}Storage\n`, text(key), text("cpu"), "K", length);
  const args = tuple(id, "QK", offset, counts(shape), counts(strides), 0x89, "}");
  return bytesOf("ctorch._utils\n_rebuild_tensor_v2\n", args, "R");
}

const tensorStorage = tuple(text("storage"), "ctorch\nFloatStorage\n", text("a"), text("cpu"), "K", 3);

const floats = (...values: number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);
const swapped = (bytes: Uint8Array): Uint8Array => bytes.slice().reverse();

/** What torch.save writes since PyTorch 1.6. */
function zipFile(object: Uint8Array, storages: Readonly<Record<string, Uint8Array>>, byteOrder?: string): Uint8Array {
  const files = Object.entries(storages).map(([key, bytes]) => ({ name: `a/data/${key}`, bytes }));
  const order = byteOrder === undefined ? [] : [{ name: "a/byteorder", bytes: bytesOf(byteOrder) }];
  return writeZip([{ name: "a/data.pkl", bytes: bytesOf(object, ".") }, ...order, ...files]);
}

/** The same of before, whose pickles may be others. */
function legacyFile(
  object: Uint8Array,
  storages: Readonly<Record<string, Uint8Array>>,
  {
    version = "M\xe9\x03.",
    system = "}.",
    keys = tuple(...Object.keys(storages).map(text)),
    lengths = [] as number[],
  } = {},
): Uint8Array {
  const magic = readFileSync(new URL("../../fixtures/legacy.pt", import.meta.url)).subarray(0, 15);
  const elements = Object.values(storages).map((bytes, i) =>
    bytesOf(lengths[i] ?? bytes.length / 4, "\0\0\0\0\0\0\0", bytes),
  );
  return bytesOf(magic, version, system, object, ".", keys, ".", ...elements);
}

const a = floats(1, 2, 3);
const refused = (bytes: Uint8Array): unknown => {
  try {
    return load(bytes);
  } catch (error) {
    return error;
  }
};

describe.each([
  ["a zip archive", zipFile],
  ["an older file", legacyFile],
] as const)("a tensor in %s", (_, file) => {
  test.each<[Layout, unknown]>([
    [{}, [1, 2, 3]],
    [{ offset: 1, shape: [2] }, [2, 3]],
    [{ shape: [2], strides: [2] }, [1, 3]],
    [
      { shape: [2, 2], strides: [1, 1] },
      [
        [1, 2],
        [2, 3],
      ],
    ],
    [{ offset: 2, shape: [4], strides: [0] }, [3, 3, 3, 3]],
    [{ offset: 3, shape: [0] }, []],
    // As PyTorch writes the part of an empty tensor.
    [{ offset: 4, shape: [0] }, []],
    [{ offset: 2, shape: [], strides: [] }, 3],
  ])("of %j lies within its storage", (layout, values) => {
    expect(load<Tensor>(file(tensorOf(layout), { a })).toArray()).toEqual(values);
  });

  test.each<[Layout, string]>([
    [{ offset: 1 }, "shape [3] with strides [1] from element 1"],
    [{ shape: [2], strides: [3] }, "shape [2] with strides [3] from element 0"],
    [{ shape: [2, 2], strides: [1, 2] }, "shape [2, 2] with strides [1, 2] from element 0"],
    [{ shape: [3], strides: [] }, "shape [3] with strides [] from element 0"],
  ])("of %j does not", (layout, words) => {
    expect(refused(file(tensorOf(layout), { a }))).toEqual(
      new FormatError(`load: a tensor of ${words} on does not lie within the 3 elements of storage a`),
    );
  });

  test.each<[string, Uint8Array, string]>([
    ["a storage", bytesOf(tensorStorage, "Q"), "storage a, which is no tensor,"],
    [
      "one in a tuple in a list",
      bytesOf("]", tuple(tuple(bytesOf(tensorStorage, "Q"))), "a"),
      "storage a, which is no tensor,",
    ],
    [
      "a class of storages in a dict",
      bytesOf("}", text("t"), "ctorch\nFloatStorage\n", "s"),
      "the class torch.FloatStorage",
    ],
    ["a function", bytesOf("ccollections\nOrderedDict\n"), "the class or function collections.OrderedDict"],
  ])("is no value as %s is", (_, object, words) => {
    expect(refused(file(object, words.startsWith("storage") ? { a } : {}))).toEqual(
      new FormatError(`load: the file has ${words} as a value; save tensors and plain values only`),
    );
  });

  test("shares its storage, which is described in one way", () => {
    const two = (second: Layout): Uint8Array => file(tuple(tensorOf({}), tensorOf(second)), { a });
    const [x, y] = load<[Tensor, Tensor]>(two({ offset: 1, shape: [1] }));
    expect(internals(y).storage).toBe(internals(x).storage);
    const problem = new FormatError("load: storage a is described in two ways");
    expect(refused(zipFile(tuple(tensorOf({}), tensorOf({ length: 2, shape: [1] })), { a }))).toEqual(problem);
    expect(refused(two({ type: "Int" }))).toEqual(problem);
  });

  test("has a storage in the file", () => {
    expect((refused(file(tensorOf({ key: "b" }), {})) as Error).message).toMatch(
      /^load: the (archive|file) has no storage b, which a tensor lies in$/,
    );
  });
});

test("the byte order stands in the file, little-endian unless it says another", () => {
  const one = { length: 1, shape: [1] };
  const storage = { a: swapped(floats(1.5)) };
  for (const big of [
    zipFile(tensorOf(one), storage, "big"),
    legacyFile(tensorOf(one), storage, { system: "}U\rlittle_endian\x89s." }),
  ]) {
    expect(load<Tensor>(big).toArray()).toEqual([1.5]);
  }
  const plain = { a: floats(1.5) };
  for (const little of [
    zipFile(tensorOf(one), plain, "little"),
    legacyFile(tensorOf(one), plain, { system: "}U\rlittle_endian\x88s." }),
    legacyFile(tensorOf(one), plain, { system: "N." }),
  ]) {
    expect(load<Tensor>(little).toArray()).toEqual([1.5]);
  }
});

test("a storage of an archive has as many bytes as its elements", () => {
  expect(refused(zipFile(tensorOf({}), { a: a.subarray(0, 8) }))).toEqual(
    new FormatError("load: storage a has 8 bytes, expected 12"),
  );
});

test.each<[string, Uint8Array, string]>([
  [
    "another version",
    legacyFile(tensorOf({}), { a }, { version: "M\xe8\x03." }),
    "the file has the version 1000, expected 1001",
  ],
  [
    "a version that is no number",
    legacyFile(tensorOf({}), { a }, { version: "}U\x08toStringK\x01s." }),
    "the file has the version an object with toString, expected 1001",
  ],
  ["no list of storages", legacyFile(tensorOf({}), { a }, { keys: text("a") }), "the file has no list of its storages"],
  ["a storage that nobody asks for", legacyFile(bytesOf("N"), { a }), "the file has a storage that no tensor lies in"],
  ["another length", legacyFile(tensorOf({}), { a }, { lengths: [2] }), "storage a has 2 elements, expected 3"],
  [
    "a global in its head",
    legacyFile(tensorOf({}), { a }, { system: "ctorch\nSize\n." }),
    "the head of the file is not that of a file of PyTorch",
  ],
])("an older file with %s is refused", (_, bytes, problem) => {
  expect(refused(bytes)).toEqual(new FormatError(`load: ${problem}`));
});

test("an older file is refused wherever it is cut", () => {
  const whole = legacyFile(tensorOf({}), { a });
  expect(load<Tensor>(whole).toArray()).toEqual([1, 2, 3]);
  for (let length = 0; length < whole.length; length++) {
    expect(refused(whole.subarray(0, length)), String(length)).toBeInstanceOf(FormatError);
  }
});
