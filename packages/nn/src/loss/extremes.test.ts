import { type Tensor, tensor } from "@lumbre/tensor";
import { expect, test } from "vitest";
import { binaryCrossEntropyWithLogits } from "./binaryCrossEntropyWithLogits.js";
import { crossEntropy } from "./crossEntropy.js";
import { huberLoss } from "./huberLoss.js";
import { smoothL1Loss } from "./smoothL1Loss.js";

/** The gradient of x. */
function gradient(loss: (x: Tensor) => Tensor, values: number[] | number[][]): unknown {
  const x = tensor(values, { requiresGrad: true });
  loss(x).sum().backward();
  return x.grad?.toArray();
}

test("gradients of losses with an end to their square, at infinity, as in PyTorch", () => {
  const target = tensor([0, 0, 0, 0]);
  const far = [Infinity, -Infinity, 1e30, NaN];
  expect(gradient((x) => smoothL1Loss(x, target, { reduction: "sum" }), far)).toEqual([1, -1, 1, NaN]);
  expect(gradient((x) => huberLoss(x, target, "sum", 2), far)).toEqual([2, -2, 2, NaN]);
});

test("the gradient of cross entropy of large logits", () => {
  // torch.float64: the softmax of three equal ones is a third each.
  const labels = tensor([0], { dtype: "int32" });
  const slopes = gradient((x) => crossEntropy(x, labels), [[1e38, 1e38, 1e38]]) as number[][];
  for (const [i, expected] of [-2 / 3, 1 / 3, 1 / 3].entries()) expect(slopes[0][i]).toBeCloseTo(expected, 6);
});

test("the gradient of the cross entropy of logits is exact where the sigmoid is nearly 0 or 1", () => {
  const outcomes = tensor([0, 1, 0, 1, 0.5]);
  const loss = (x: Tensor): Tensor => binaryCrossEntropyWithLogits(x, outcomes, { reduction: "sum" });
  const slopes = gradient(loss, [-20, 20, 20, -20, 0]) as number[];
  expect(slopes[0]).toBeCloseTo(2.0611537e-9, 15);
  expect(slopes[1]).toBeCloseTo(-2.0611537e-9, 15);
  expect(slopes.slice(2)).toEqual([1, -1, 0]);
  const weighted = binaryCrossEntropyWithLogits(tensor([20]), tensor([1]), {
    posWeight: tensor([3]),
    reduction: "sum",
  });
  expect(weighted.item()).toBeCloseTo(3 * 2.0611537e-9, 15);
});
