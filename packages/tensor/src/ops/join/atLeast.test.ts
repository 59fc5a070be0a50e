import { atleast1d, atleast2d, atleast3d, ones, type Tensor } from "@lumbre/tensor";
import { expect, test } from "vitest";

test.each<[number[], number[][]]>([
  [[], [[1], [1, 1], [1, 1, 1]]],
  [[2], [[2], [1, 2], [1, 2, 1]]],
  [
    [2, 3],
    [
      [2, 3],
      [2, 3],
      [2, 3, 1],
    ],
  ],
  [
    [2, 3, 4],
    [
      [2, 3, 4],
      [2, 3, 4],
      [2, 3, 4],
    ],
  ],
])("%j has PyTorch's shapes with at least one, two and three dimensions", (shape, expected) => {
  const x = ones(shape);
  const grow: ((x: Tensor) => Tensor)[] = [atleast1d, atleast2d, atleast3d];
  expect(grow.map((f) => f(x).shape)).toEqual(expected);
});
