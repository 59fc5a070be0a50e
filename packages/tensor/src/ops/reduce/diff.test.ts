import { arange, DTypeError, ShapeError, type Tensor, tensor, trapezoid, zeros } from "@lumbre/tensor";
import { describe, expect, test } from "vitest";

const matrix = tensor([
  [1, 2],
  [3, 5],
]);
const cube = arange(12).view(2, 2, 3);
const rows = tensor([
  [0, 1, 4],
  [0, 2, 3],
]);

// torch.trapezoid
describe("trapezoid", () => {
  test.each<[string, () => Tensor, unknown]>([
    ["dx", () => trapezoid(matrix, { dx: 4, dim: 0 }), [8, 14]],
    ["a line along a dimension", () => trapezoid(matrix, tensor([0, 3]), { dim: 0 }), [6, 10.5]],
    [
      "fewer dimensions",
      () => trapezoid(cube, rows),
      [
        [5, 11.5],
        [29, 29.5],
      ],
    ],
    [
      "fewer dimensions, along one of them",
      () => trapezoid(cube, rows, { dim: 1 }),
      [
        [0, 2.5, -3.5],
        [0, 8.5, -9.5],
      ],
    ],
    [
      "the same from the end",
      () => trapezoid(cube, rows, { dim: -2 }),
      [
        [0, 2.5, -3.5],
        [0, 8.5, -9.5],
      ],
    ],
    ["one row for all", () => trapezoid(matrix, tensor([[0, 3]])), [4.5, 12]],
    ["integers", () => trapezoid(tensor([1, 2, 4], { dtype: "int32" })), 4.5],
    ["nothing between points", () => trapezoid(zeros(2, 0), tensor([1, 2])), [0, 0]],
  ])("of %s", (_, call, expected) => {
    expect(call().tolist()).toEqual(expected);
  });

  test.each<[() => unknown, new (message: string) => Error, string]>([
    [
      () => trapezoid(tensor([1, 2, 3]), tensor([0, 5])),
      ShapeError,
      "trapezoid: x of shape [2] must have one value for each value of y along dimension 0 of [3]",
    ],
    [() => trapezoid(tensor([[1, 2, 3]]), tensor([[0, 5]])), ShapeError, "along dimension 1 of [1, 3]"],
    [() => trapezoid(cube, rows, { dim: 0 }), ShapeError, "along dimension 0 of [2, 2, 3]"],
    [() => trapezoid(matrix, tensor(3)), ShapeError, "x of shape [] must have one value"],
    [() => trapezoid(tensor([true, true])), DTypeError, "trapezoid: bools have no area"],
    [() => trapezoid(matrix, tensor([false, true])), DTypeError, "trapezoid: bools have no area"],
  ])("refuses %s", (call, type, message) => {
    expect(call).toThrow(type);
    expect(call).toThrow(message);
  });
});
