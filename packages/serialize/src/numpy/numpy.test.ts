import { readFileSync } from "node:fs";
import { arange, type DType, ones, tensor, zeros } from "@lumbre/tensor";
import { dtypes } from "@lumbre/tensor/engine";
import { expectTensor, sampledRuns } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FormatError, loadNpy, loadNpz, saveNpy, saveNpz } from "../index.js";

const fixture = (name: string): Uint8Array => readFileSync(new URL(`../../fixtures/${name}`, import.meta.url));

const { arrays }: { arrays: Record<string, { readonly shape: readonly number[]; readonly values: unknown }> } =
  JSON.parse(new TextDecoder().decode(fixture("files.json")));

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

test.each(["arrays.npz", "compressed.npz"])("%s of numpy has all dtypes, orders and shapes", (name) => {
  const loaded = loadNpz(fixture(name));
  expect([...loaded.keys()]).toEqual(Object.keys(arrays));
  for (const [key, x] of loaded) {
    expect(x.shape, key).toEqual(arrays[key].shape);
    expect(plain(x.toArray()), key).toEqual(arrays[key].values);
  }
  expect([...loaded].map(([key, x]) => `${key} ${x.dtype}`)).toEqual([
    "float32 float32",
    "float64 float64",
    "float16 float32",
    "int64 int32",
    "int32 int32",
    "uint16 int32",
    "uint8 uint8",
    "bool bool",
    "big float32",
    "fortran float32",
    "empty float64",
  ]);
});

test("an array in Fortran's order keeps it in its strides", () => {
  const x = loadNpy(fixture("fortran.npy"));
  expect(x.strides).toEqual([1, 2]);
  expectTensor(x, arange(6).view(2, 3));
});

describe("what is written", () => {
  test("is what numpy has read", () => {
    expect(saveNpy(arange(6).view(3, 2).t())).toEqual(new Uint8Array(fixture("own.npy")));
    const tensors = { x: ones(2), "a/b": tensor([true, false]), n: tensor(3, { dtype: "int32" }) };
    expect(saveNpz(tensors)).toEqual(new Uint8Array(fixture("own.npz")));
    expect(saveNpz(tensors, { compressed: true })).toEqual(new Uint8Array(fixture("own-compressed.npz")));
  });

  test("is read again, whatever the shape, the dtype and the view", () => {
    const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 });
    fc.assert(
      fc.property(shapes, fc.constantFrom<DType>(...dtypes), fc.boolean(), (shape, dtype, isTransposed) => {
        const length = shape.reduce((product, size) => product * size, 1);
        const whole = arange(length).reshape(shape).to(dtype);
        const x = isTransposed && shape.length > 1 ? whole.transpose(0, -1) : whole;
        for (const back of [loadNpy(saveNpy(x)), loadNpz(saveNpz({ x }, { compressed: true })).get("x")]) {
          expect(back?.dtype).toBe(dtype);
          expect(back?.shape).toEqual(x.shape);
          expect(back?.toArray()).toEqual(x.toArray());
        }
      }),
    );
  });

  test.each(["../x", "/x", "C:x", "", "a/../b", "a\0"])("has no name such as %j", (name) => {
    expect(() => saveNpz({ [name]: ones(1) })).toThrow(`saveNpz: ${JSON.stringify(name)} cannot be the name of a file`);
  });
});

/** A .npy file of a header and so many bytes of elements. */
function fileOf(header: string, elements: number, version = 1): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(10 + text.length + elements);
  bytes.set([0x93, ...new TextEncoder().encode("NUMPY"), version, 0, text.length & 255, text.length >> 8]);
  bytes.set(text, 10);
  return bytes;
}

const good = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n";

describe("a file that is refused", () => {
  test("while a good one is read", () => {
    expectTensor(loadNpy(fileOf(good, 8)), zeros(2));
    const other = `{"shape": (2L,), "fortran_order": True, "descr": "|u1"}`;
    expectTensor(loadNpy(fileOf(other, 2)), zeros(2, { dtype: "uint8" }));
  });

  test.each<[string, Uint8Array, string]>([
    ["texts", fixture("text.npy"), `loadNpy: the array has numpy's dtype "<U1", expected one of b1, u1`],
    ["objects", fixture("objects.npy"), "its elements are pickled objects; save numbers"],
    ["records", fixture("records.npy"), "loadNpy: the array has records as elements; save their fields one by one"],
    ["an archive", fixture("arrays.npz"), "loadNpy: the bytes do not start as a .npy file does"],
    ["nothing", new Uint8Array(0), "loadNpy: the bytes do not start as a .npy file does"],
    ["a later version", fileOf(good, 8, 4), "loadNpy: the file has version 4 of the format, expected 1, 2 or 3"],
    [
      "an integer past int32",
      fileOf(good.replace("f4", "u4").replace("2,", ""), 4).fill(0xff, -4),
      "loadNpy: the array has the value 4294967295 at 0, which int32 cannot hold",
    ],
    ["too few elements", fileOf(good, 7), "expected 8 for the shape [2]; it is truncated"],
    ["too many elements", fileOf(good, 9), "loadNpy: the file has 9 bytes of elements, expected 8 for the shape [2]"],
    ["a header that is cut", fileOf(good, 0).subarray(0, 40), "loadNpy: the header is 58 bytes long, and the file 40"],
    ["no dict", fileOf("descr", 0), 'loadNpy: the header "descr" is not that of a .npy file'],
    [
      "more elements than there can be",
      fileOf("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999, 99999999999), }", 8),
      "loadNpy: the file has 8 bytes of elements, expected",
    ],
    [
      "a size past all numbers",
      fileOf("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }", 8),
      "loadNpy: the array has the shape (99999999999999999999,)",
    ],
  ])("%s", (_, bytes, message) => {
    expect(() => loadNpy(bytes)).toThrow(FormatError);
    expect(() => loadNpy(bytes)).toThrow(message);
  });

  test("an archive with other files", () => {
    expect(() => loadNpz(fixture("zip.pt"))).toThrow(
      'loadNpz: the archive has the file "zip/data.pkl", which is no .npy',
    );
  });

  test.each(["arrays.npz", "compressed.npz", "fortran.npy"])("%s with bytes changed is read or refused", (name) => {
    const bytes = fixture(name);
    const read = name.endsWith("npz") ? loadNpz : loadNpy;
    const changes = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(changes, (mutations) => {
        const changed = Uint8Array.from(bytes);
        for (const [at, byte] of mutations) changed[at] = byte;
        try {
          read(changed);
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
        }
      }),
      { numRuns: sampledRuns(300) },
    );
  });
});
