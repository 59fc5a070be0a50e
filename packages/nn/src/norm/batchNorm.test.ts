import { noGrad } from "@lumbre/autograd";
import { ShapeError, tensor, zeros } from "@lumbre/tensor";
import { expect, test } from "vitest";
import * as nn from "../index.js";

test("batch norm's running statistics, by hand", () => {
  const norm = new nn.BatchNorm1d(1);
  norm.forward(tensor([[1], [2], [3], [6]]));
  expect(norm.runningMean?.item()).toBeCloseTo(0.3, 6);
  expect(norm.runningVar?.item()).toBeCloseTo(1.366667, 5);
  expect(norm.numBatchesTracked?.item()).toBe(1);
});

test("an empty batch is given back, and moves nothing", () => {
  for (const shape of [
    [0, 2],
    [0, 2, 3],
  ]) {
    const norm = new nn.BatchNorm1d(2);
    const x = zeros(shape, { requiresGrad: true });
    const y = norm.forward(x);
    expect(y.shape).toEqual(shape);
    expect(norm.runningMean?.toArray()).toEqual([0, 0]);
    expect(norm.runningVar?.toArray()).toEqual([1, 1]);
    expect(norm.numBatchesTracked?.item()).toBe(1);
    y.sum().backward();
    expect(norm.weight?.grad?.toArray()).toEqual([0, 0]);
    expect(x.grad?.shape).toEqual(shape);
  }
  expect(new nn.BatchNorm1d(2, { affine: false }).forward(zeros(0, 2)).shape).toEqual([0, 2]);
});

test.each([true, false])(
  "statistics that move between forward and backward make no difference: training %s",
  (training) => {
    const gradients = [false, true].map((isMoved) => {
      const norm = new nn.BatchNorm1d(1).train(training);
      const x = tensor([[1], [2], [3], [6]], { requiresGrad: true });
      const y = norm(x).pow(3).sum();
      if (isMoved) {
        norm.train()(tensor([[100], [200]]));
        noGrad(() => [norm.runningMean, norm.runningVar].map((statistic) => statistic?.mul_(5)));
      }
      y.backward();
      return [x.grad?.toArray(), norm.weight?.grad?.item()];
    });
    expect(gradients[1]).toEqual(gradients[0]);
  },
);

test("given statistics go without weight and bias, and with either", () => {
  const x = tensor([[1], [5]]);
  const [mean, variance] = [tensor([3]), tensor([4])];
  const of = (weight: number | null, bias: number | null): unknown =>
    nn.functional
      .batchNorm(x, mean, variance, {
        weight: weight === null ? null : tensor([weight]),
        bias: bias === null ? null : tensor([bias]),
        eps: 0,
      })
      .toArray();
  expect(of(null, null)).toEqual([[-1], [1]]);
  expect(of(10, null)).toEqual([[-10], [10]]);
  expect(of(null, 7)).toEqual([[6], [8]]);
  expect(of(10, 7)).toEqual([[-3], [17]]);
});

test("a vector has no channels", () => {
  expect(() => nn.functional.batchNorm(zeros(3), null, null, { training: true })).toThrow(
    new ShapeError("batchNorm: expected at least 2 dimensions, got [3]"),
  );
});
