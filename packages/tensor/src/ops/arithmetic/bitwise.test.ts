import { type DType, type Operand, type Tensor, tensor } from "@lumbre/tensor";
import { describe, expect, test } from "vitest";
import * as bitwise from "./bitwise.js";

const bools = tensor([true, false]);
const bytes = tensor([0, 5, 255], { dtype: "uint8" });
const whole = tensor([0, 5, -1], { dtype: "int32" });

// torch.bitwise_not
test.each<[DType, Tensor, unknown]>([
  ["bool", bools, [false, true]],
  ["uint8", bytes, [255, 250, 0]],
  ["int32", whole, [-1, -6, 0]],
])("bitwiseNot of %s", (dtype, x, expected) => {
  const result = bitwise.bitwiseNot(x);
  expect([result.dtype, result.tolist()]).toEqual([dtype, expected]);
});

// torch.bitwise_and, bitwise_or and bitwise_xor; PyTorch's int64 is int32 here
describe("of two operands", () => {
  const six = tensor([6, 6], { dtype: "int32" });
  const evens = tensor([-2, -2, -2], { dtype: "int32" });
  test.each<[DType, Tensor, Operand, and: unknown, or: unknown, xor: unknown]>([
    ["bool", bools, tensor([true, true]), [true, false], [true, true], [false, true]],
    ["int32", bools, 1, [1, 0], [1, 1], [0, 1]],
    ["int32", bools, six, [0, 0], [7, 6], [7, 6]],
    ["uint8", bytes, tensor([3], { dtype: "uint8" }), [0, 1, 3], [3, 7, 255], [3, 6, 252]],
    ["uint8", bytes, 12, [0, 4, 12], [12, 13, 255], [12, 9, 243]],
    ["int32", bytes, evens, [0, 4, 254], [-2, -1, -1], [-2, -5, -255]],
  ])("to %s, %#", (dtype, x, other, ...expected) => {
    const results = [bitwise.bitwiseAnd(x, other), bitwise.bitwiseOr(x, other), bitwise.bitwiseXor(x, other)];
    expect(results.map((result) => result.dtype)).toEqual([dtype, dtype, dtype]);
    expect(results.map((result) => result.tolist())).toEqual(expected);
  });
});

// torch.bitwise_left_shift and bitwise_right_shift
test.each<[Tensor, Operand, left: unknown, right: unknown]>([
  [bytes, 1, [0, 10, 254], [0, 2, 127]],
  [bytes, 9, [0, 0, 0], [0, 0, 0]],
  [
    whole,
    tensor([[1], [2]], { dtype: "int32" }),
    [
      [0, 10, -2],
      [0, 20, -4],
    ],
    [
      [0, 2, -1],
      [0, 1, -1],
    ],
  ],
])("shifts, %#", (x, other, left, right) => {
  expect(bitwise.bitwiseLeftShift(x, other).tolist()).toEqual(left);
  expect(bitwise.bitwiseRightShift(x, other).tolist()).toEqual(right);
});
