import { tensor } from "@lumbre/tensor";
import { describe, expect, test } from "vitest";
import { FormatError } from "../errors.js";
import { PythonCallable } from "../pickle/unpickle.js";
import { allowedGlobals } from "./globals.js";
import { readStorageId, StoredStorage } from "./storages.js";
import { storageTypes } from "./storageTypes.js";

const float = storageTypes.get("FloatStorage") as NonNullable<ReturnType<typeof storageTypes.get>>;

describe("a storage's id", () => {
  const id = (...view: unknown[]): unknown[] => ["storage", float, "7", "cpu", 10, ...view];

  test("names class, key and length, and in old files a view of it", () => {
    expect(readStorageId("load", id())).toEqual(new StoredStorage(float, "7", 10, 0));
    expect(readStorageId("load", id(null))).toEqual(new StoredStorage(float, "7", 10, 0));
    expect(readStorageId("load", id(["view", 4, 6]))).toEqual(new StoredStorage(float, "7", 10, 4));
    expect(readStorageId("load", id(["view", 0, 10]))).toEqual(new StoredStorage(float, "7", 10, 0));
    expect(readStorageId("load", id(["view", 10, 0]))).toEqual(new StoredStorage(float, "7", 10, 10));
  });

  test.each([
    [["view", 4, 7]],
    [["view", -1, 2]],
    [["view", 1.5, 2]],
    [["view", 1]],
    [["view", 1, "2"]],
    ["view"],
    [3],
  ])("whose view is %j is refused", (view) => {
    expect(() => readStorageId("load", id(view))).toThrow(
      new FormatError("load: the view of storage 7 does not lie within its 10 elements"),
    );
  });

  test.each([
    [["module", float, "7", "cpu", 10]],
    [["storage", "FloatStorage", "7", "cpu", 10]],
    [["storage", float, 7, "cpu", 10]],
    [["storage", float, "7", "cpu", -10]],
    [["storage", float, "7", "cpu", "10"]],
    ["storage"],
    [null],
  ])("of another form is refused: %j", (wrong) => {
    expect(() => readStorageId("load", wrong)).toThrow(
      new FormatError("load: the pickle refers to an object that is no storage of a known class"),
    );
  });
});

describe("a global", () => {
  const find = allowedGlobals("load", () => null);
  const call = (module: string, name: string, ...args: unknown[]): unknown => {
    const found = find(module, name);
    expect(found).toBeInstanceOf(PythonCallable);
    return (found as PythonCallable).call(args);
  };

  test("OrderedDict is empty, or made of pairs", () => {
    expect(call("collections", "OrderedDict")).toEqual(new Map());
    expect(call("collections", "OrderedDict", [])).toEqual(new Map());
    const pairs = [
      ["b", 1],
      [2, "a"],
    ];
    expect([...(call("collections", "OrderedDict", pairs) as Map<unknown, unknown>)]).toEqual(pairs);
    for (const wrong of [3, "ab", null, [["a"]], [["a", 1, 2]], [["a", 1], 2]]) {
      expect(() => call("collections", "OrderedDict", wrong)).toThrow(
        new FormatError("load: an OrderedDict is made of what is no list of pairs"),
      );
    }
  });

  test("a set is made of a list", () => {
    for (const module of ["builtins", "__builtin__"]) {
      expect(call(module, "set")).toEqual(new Set());
      expect(call(module, "frozenset", [1, "a"])).toEqual(new Set([1, "a"]));
      expect(call(module, "set", [1, "a"])).toEqual(new Set([1, "a"]));
      expect(() => call(module, "set", 3)).toThrow(new FormatError("load: a set is made of what is no list"));
      expect(call(module, "bytes")).toEqual(new Uint8Array(0));
    }
  });

  test("a counter is a dict", () => {
    expect(call("collections", "Counter", { 30: 1 })).toEqual({ 30: 1 });
    expect(call("collections", "Counter")).toEqual({});
  });

  test("bytes are encoded in latin1", () => {
    expect(call("_codecs", "encode", "a\u00ff\u0000", "latin1")).toEqual(Uint8Array.of(97, 255, 0));
    for (const wrong of [["\u0100", "latin1"], ["a", "utf-8"], [3, "latin1"], ["a"]]) {
      expect(() => call("_codecs", "encode", ...wrong)).toThrow(
        new FormatError("load: bytes are encoded in another way than latin1"),
      );
    }
  });

  test("a size and a device are what they are made of", () => {
    expect(call("torch", "Size")).toEqual([]);
    expect(call("torch", "Size", [2, 3])).toEqual([2, 3]);
    expect(call("torch", "device", "cuda", 1)).toBe("cuda:1");
    expect(find("torch", "float32")).toBe("float32");
    expect(find("torch", "FloatStorage")).toBe(float);
  });

  test("a parameter is a tensor that requires a gradient where the file says so, floats only", () => {
    const x = tensor([1, 2]);
    expect(call("torch._utils", "_rebuild_parameter", x, true)).toBe(x);
    expect(x.requiresGrad).toBe(true);
    expect(call("torch._utils", "_rebuild_parameter", x, false)).toBe(x);
    expect(x.requiresGrad).toBe(false);
    expect(call("torch._utils", "_rebuild_parameter", null, true)).toBe(null);
    const labels = tensor([1], { dtype: "int32" });
    expect(() => call("torch._utils", "_rebuild_parameter", labels, true)).toThrow(
      new FormatError("load: a tensor of int32 requires a gradient"),
    );
  });

  test("a tensor is made of a storage", () => {
    const made = tensor([3]);
    const findMade = allowedGlobals("load", (storage, ...layout) => {
      expect([storage, ...layout]).toEqual([new StoredStorage(float, "7", 10, 0), 4, [1], [1]]);
      return made;
    });
    for (const name of ["_rebuild_tensor", "_rebuild_tensor_v2"]) {
      const { call: rebuild } = findMade("torch._utils", name) as PythonCallable;
      made.requiresGrad = false;
      const layout = [new StoredStorage(float, "7", 10, 0), 4, [1], [1]];
      expect([rebuild([...layout, false]), made.requiresGrad]).toEqual([made, false]);
      expect([rebuild([...layout, true]), made.requiresGrad]).toEqual([made, true]);
      expect(() => rebuild([null, 4, [1], [1]])).toThrow(new FormatError("load: a tensor is made without a storage"));
    }
  });

  test.each([
    ["os", "system"],
    ["builtins", "eval"],
    ["torch", "load"],
    ["torch", "toString"],
    ["collections", "constructor"],
  ])("%s.%s is refused", (module, name) => {
    expect(() => find(module, name)).toThrow(`load: the file names the global ${module}.${name}, which is not read`);
  });

  test("a storage of elements that no dtype holds is refused as such", () => {
    expect(() => find("torch", "ComplexFloatStorage")).toThrow(
      "load: the file has a torch.ComplexFloatStorage, whose elements no dtype here can hold",
    );
  });
});
