import { ones, ShapeError, type Tensor, zeros } from "@lumbre/tensor";
import { describe, expect, test } from "vitest";
import * as nn from "../index.js";

const { functional: F } = nn;

// As in PyTorch 1.13: nothing comes of nothing, running statistics stay, and the gradients of weight and bias are zeros.
describe("norms of an empty batch", () => {
  test.each<[string, () => nn.BatchNorm1d | nn.BatchNorm2d | nn.InstanceNorm2d, number[]]>([
    ["BatchNorm1d [0, C]", () => new nn.BatchNorm1d(3), [0, 3]],
    ["BatchNorm1d [0, C, L]", () => new nn.BatchNorm1d(3), [0, 3, 4]],
    ["BatchNorm2d [0, C, H, W]", () => new nn.BatchNorm2d(3), [0, 3, 2, 2]],
    ["BatchNorm2d [N, C, 0, W]", () => new nn.BatchNorm2d(3), [2, 3, 0, 2]],
    [
      "InstanceNorm2d [0, C, H, W]",
      () => new nn.InstanceNorm2d(3, { affine: true, trackRunningStats: true }),
      [0, 3, 2, 2],
    ],
    [
      "InstanceNorm2d [N, C, 0, W]",
      () => new nn.InstanceNorm2d(3, { affine: true, trackRunningStats: true }),
      [2, 3, 0, 2],
    ],
  ])("%s", (_, make, shape) => {
    const norm = make();
    const x = zeros(shape, { requiresGrad: true });
    const y = norm(x) as Tensor;
    expect(y.shape).toEqual(shape);
    y.sum().backward();
    expect(x.grad?.shape).toEqual(shape);
    expect([...(norm.weight?.grad?.readSync() ?? [])]).toEqual([0, 0, 0]);
    expect([...(norm.bias?.grad?.readSync() ?? [])]).toEqual([0, 0, 0]);
    expect([...(norm.runningMean?.readSync() ?? [])]).toEqual([0, 0, 0]);
    expect([...(norm.runningVar?.readSync() ?? [])]).toEqual([1, 1, 1]);
    if (norm instanceof nn.BatchNorm1d || norm instanceof nn.BatchNorm2d)
      expect(norm.numBatchesTracked?.item()).toBe(1);
  });

  test("functions without statistics, and channels that are none", () => {
    expect(F.batchNorm(zeros(0, 3, 2), null, null, { training: true }).shape).toEqual([0, 3, 2]);
    expect(F.batchNorm(zeros(2, 0, 2), zeros(0), zeros(0), { training: true }).shape).toEqual([2, 0, 2]);
  });
});

test.each([[[2, 3, 1]], [[2, 3, 1, 1]]])("instance norm of one element a channel, in %j, is refused", (shape) => {
  expect(() => F.instanceNorm(ones(shape))).toThrow(
    new ShapeError(
      `instanceNorm: expected more than 1 spatial element when training, got input size [${shape.join(", ")}]`,
    ),
  );
  expect(F.instanceNorm(ones(shape), zeros(3), ones(3), { useInputStats: false }).shape).toEqual(shape);
});
