import { inner, ShapeError, tensor, tensordot } from "@lumbre/tensor";
import { expectTensor } from "@lumbre/testing";
import { expect, test } from "vitest";

const x = tensor([
  [1, 2],
  [3, 4],
]);

test("inner by hand, with vectors, matrices and single numbers", () => {
  expect(inner(tensor([1, 2]), tensor([3, 4])).item()).toBe(11);
  expectTensor(inner(x, tensor([5, 6])), tensor([17, 39]));
  expectTensor(inner(x, tensor([[5, 6]])), tensor([[17], [39]]));
  expectTensor(inner(tensor(3), x), x.mul(3));
  expectTensor(inner(x, tensor(3)), x.mul(3));
  expect(inner(tensor(3), tensor(4)).item()).toBe(12);
  expect(() => inner(x, tensor([1, 2, 3]))).toThrow(
    new ShapeError("inner: the last dimensions must have one size, got shapes [2, 2] and [3]"),
  );
});

test("tensordot by hand: over one pair of dimensions, both and none", () => {
  expectTensor(
    tensordot(x, x, 1),
    tensor([
      [7, 10],
      [15, 22],
    ]),
  );
  expectTensor(
    tensordot(x, x, [[0], [0]]),
    tensor([
      [10, 14],
      [14, 20],
    ]),
  );
  expect(tensordot(x, x, 2).item()).toBe(30);
  expect(tensordot(x, tensor([[1, 2]]), 0).shape).toEqual([2, 2, 1, 2]);
});
