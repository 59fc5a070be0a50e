import { arange, DTypeError, full, fullLike, linspace, logspace, tensor, ValueError } from "@lumbre/tensor";
import { describe, expect, test } from "vitest";

describe("booleans beside numbers are numbers, as in PyTorch", () => {
  test.each([
    [
      [true, 2, 0.5],
      [1, 2, 0.5],
    ],
    [
      [0.5, true],
      [0.5, 1],
    ],
    [
      [[true], [2]],
      [[1], [2]],
    ],
  ])("%j", (data, expected) => {
    const x = tensor(data);
    expect(x.dtype).toBe("float32");
    expect(x.toArray()).toEqual(expected);
  });

  test("alone they are bools", () => {
    expect(tensor([true, false]).dtype).toBe("bool");
    expect(tensor(false).dtype).toBe("bool");
    expect(tensor([]).dtype).toBe("float32");
    expect(tensor([true, 2], { dtype: "int32" }).toArray()).toEqual([1, 2]);
    expect(tensor([0, -0.5, NaN], { dtype: "bool" }).toArray()).toEqual([false, true, true]);
  });

  test("as a value to fill with", () => {
    expect(full([2], false, { dtype: "bool" }).toArray()).toEqual([false, false]);
    expect(full([2], true).toArray()).toEqual([true, true]);
    expect(full([1], 0.5, { dtype: "bool" }).toArray()).toEqual([true]);
    expect(fullLike(tensor([1, 2]), true).toArray()).toEqual([1, 1]);
  });
});

test("integer ranges count in whole steps, as in PyTorch", () => {
  expect(arange(0, 2.5, 1, { dtype: "int32" }).toArray()).toEqual([0, 1, 2]);
  expect(arange(0.5, 3.5, 1, { dtype: "int32" }).toArray()).toEqual([0, 1, 2]);
  expect(arange(0, 5, 1.5, { dtype: "int32" }).toArray()).toEqual([0, 1, 2, 3]);
  expect(arange(2.5, 0, -1, { dtype: "uint8" }).toArray()).toEqual([2, 1, 0]);
  expect(arange(-1.5, 3, { dtype: "int32" }).toArray()).toEqual([-1, 0, 1, 2, 3]);
  expect(() => arange(0, 1, 0.3, { dtype: "int32" })).toThrow(
    new ValueError("arange: step must be nonzero, got 0.3, which is 0 as int32"),
  );
});

test("there is no range of bools", () => {
  expect(() => arange(3, { dtype: "bool" })).toThrow(
    new DTypeError('arange: not defined for bool; write arange(...).to("bool")'),
  );
  expect(() => linspace(0, 1, 3, { dtype: "bool" })).toThrow(DTypeError);
  expect(() => logspace(0, 1, 3, { dtype: "bool" })).toThrow(DTypeError);
});
