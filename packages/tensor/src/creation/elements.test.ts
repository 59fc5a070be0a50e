import { createContext, runInContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { asTensor, cpu, fromNumpy, fromTypedArray, type TensorData, tensor, zeros } from "../index.js";

describe("typed arrays", () => {
  test.each<[TensorData, string, number[]]>([
    [Float32Array.of(1.5), "float32", [1.5]],
    [Float64Array.of(0.1), "float64", [0.1]],
    [Int32Array.of(-1), "int32", [-1]],
    [Uint8Array.of(255), "uint8", [255]],
    [Uint8ClampedArray.of(255), "uint8", [255]],
    [Int8Array.of(-128, 127), "int32", [-128, 127]],
    [Int16Array.of(-32768), "int32", [-32768]],
    [Uint16Array.of(65535), "int32", [65535]],
    [Uint32Array.of(2 ** 31 - 1), "int32", [2 ** 31 - 1]],
    [BigInt64Array.of(-5n, 2n ** 31n - 1n), "int32", [-5, 2 ** 31 - 1]],
    [BigUint64Array.of(7n), "int32", [7]],
  ])("%s become %s", (data, dtype, elements) => {
    const x = tensor(data);
    expect([x.dtype, x.tolist()]).toEqual([dtype, elements]);
    expect(fromNumpy(data as Int8Array).equal(x)).toBe(true);
    expect(fromTypedArray(data as Int8Array, [elements.length, 1]).shape).toEqual([elements.length, 1]);
  });

  test.each<[TensorData, string]>([
    [Uint32Array.of(2 ** 31), "tensor: int32 holds whole numbers from -2147483648 to 2147483647, got 2147483648"],
    [
      BigInt64Array.of(2n ** 40n),
      "tensor: int32 holds whole numbers from -2147483648 to 2147483647, got 1099511627776",
    ],
    [BigUint64Array.of(2n ** 63n), "tensor: int32 holds whole numbers"],
  ])("%s are too large", (data, message) => {
    expect(() => tensor(data)).toThrow(message);
    expect(() => fromNumpy(data as Uint32Array)).toThrow("fromNumpy: int32 holds whole numbers");
    expect(tensor(data, { dtype: "float64" }).item()).toBe(Number((data as Uint32Array)[0]));
  });

  test("never wrap into uint8", () => {
    expect(() => tensor(Int16Array.of(256), { dtype: "uint8" })).toThrow(
      "tensor: uint8 holds whole numbers from 0 to 255",
    );
    expect(() => tensor([Int16Array.of(-1)], { dtype: "uint8" })).toThrow(
      "tensor: uint8 holds whole numbers from 0 to 255",
    );
  });

  test("of another realm are those of this one", () => {
    const other = runInContext(
      "({ floats: Float32Array.of(1, 2), rows: [[1, 2], Uint8Array.of(3, 4)], big: BigInt64Array.of(9n) })",
      createContext(),
    );
    expect([tensor(other.floats).dtype, tensor(other.floats).tolist()]).toEqual(["float32", [1, 2]]);
    expect(tensor(other.rows).tolist()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(fromTypedArray(other.big, [1]).tolist()).toEqual([9]);
  });
});

test("an ImageData is height by width by four", () => {
  const pixels = { data: Uint8ClampedArray.from({ length: 24 }, (_, i) => i), width: 3, height: 2 };
  const x = tensor(pixels);
  expect([x.dtype, x.shape, x.at(1, 2).tolist()]).toEqual(["uint8", [2, 3, 4], [20, 21, 22, 23]]);
  expect(() => tensor({ ...pixels, width: 4 })).toThrow("tensor: missing argument data");
});

describe("lists", () => {
  test("of typed arrays have their dtype", () => {
    const rows = tensor([Float64Array.of(1, 2), Float64Array.of(3, 4)]);
    expect([rows.dtype, rows.shape]).toEqual(["float64", [2, 2]]);
    expect(tensor([Uint8Array.of(1), Uint8Array.of(2)]).dtype).toBe("uint8");
    expect(tensor([Uint8Array.of(1), [0.5]]).dtype).toBe("float32");
  });

  test("of tensors of one element", () => {
    expect(tensor([tensor(1), tensor([2]), 3]).tolist()).toEqual([1, 2, 3]);
    expect(tensor([zeros([], { dtype: "int32" })]).dtype).toBe("int32");
    expect(tensor([tensor(true), tensor(false)]).tolist()).toEqual([true, false]);
    expect(() => tensor([zeros(2)])).toThrow("join tensors with stack([a, b])");
  });

  test("that are ragged, or in themselves, are refused", () => {
    const circle: unknown[] = [];
    circle[0] = circle;
    expect(() => tensor(circle as TensorData)).toThrow("tensor: too many dimensions: arrays nested more than");
    expect(() => tensor([Float32Array.of(1), Float32Array.of(1, 2)])).toThrow(
      "expected an array of length 1 at depth 1",
    );
  });
});

test("asTensor keeps what is a tensor", () => {
  const x = tensor([1, 2]);
  expect([asTensor(x) === x, asTensor(x, { device: cpu }) === x.to(cpu), asTensor(x, "int32").dtype]).toEqual([
    true,
    true,
    "int32",
  ]);
  expect([asTensor([1, 2], "float64").dtype, asTensor(Int8Array.of(3)).tolist()]).toEqual(["float64", [3]]);
  expect(() => asTensor("a" as never)).toThrow('asTensor: elements must be numbers or booleans, got "a"');
});
