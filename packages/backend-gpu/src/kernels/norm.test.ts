import "@lumbre/autograd";
import * as nn from "@lumbre/nn";
import { cpu, type Tensor } from "@lumbre/tensor";
import { contiguousStrides, type NormGeometry, type View } from "@lumbre/tensor/backend";
import { expectDeviceAgrees, expectKernelAgrees, randomTensor, viewOf } from "@lumbre/testing";
import { describe, expect, test } from "vitest";
import { createGpu } from "../index.js";

const gpu = await createGpu({ mode: "cpu" });
const input = (...shape: number[]): Tensor => randomTensor(shape, shape.length + shape[0], { dtype: "float32" });
const tolerance = { rtol: 1e-4, atol: 2e-5 };

describe.each([true, false])("affine: %s", (affine) => {
  const norm =
    (make: () => nn.Module) =>
    (x: Tensor): Tensor =>
      make().to(x.device).forward(x) as Tensor;
  const batchNorm1d = norm(() => new nn.BatchNorm1d(5, { affine }));
  const batchNorm2d = norm(() => new nn.BatchNorm2d(3, { affine }));
  const layerNorm = (size: number) => norm(() => new nn.LayerNorm(size, { elementwiseAffine: affine }));

  test("batch norm", () => {
    expectDeviceAgrees(gpu, batchNorm1d, [input(6, 5)], tolerance);
    expectDeviceAgrees(gpu, batchNorm1d, [input(300, 5)], tolerance);
    expectDeviceAgrees(gpu, batchNorm2d, [input(4, 3, 5, 7)], tolerance);
    expectDeviceAgrees(gpu, (x) => batchNorm2d(x.permute(0, 3, 1, 2)), [input(4, 5, 7, 3)], tolerance);
  });

  test("layer norm", () => {
    expectDeviceAgrees(gpu, layerNorm(9), [input(4, 9)], tolerance);
    expectDeviceAgrees(gpu, layerNorm(300), [input(2, 300)], tolerance);
    expectDeviceAgrees(gpu, (x) => layerNorm(4)(x.t()), [input(4, 9)], tolerance);
  });
});

test("group and instance norm", () => {
  expectDeviceAgrees(gpu, (x) => new nn.GroupNorm(2, 6).to(x.device).forward(x), [input(3, 6, 4, 5)], tolerance);
  expectDeviceAgrees(gpu, (x) => new nn.InstanceNorm2d(3).to(x.device).forward(x), [input(3, 3, 4, 5)], tolerance);
});

test("batch norm with the statistics that it has learnt", () => {
  expectDeviceAgrees(
    gpu,
    (x) => {
      const layer = new nn.BatchNorm2d(3).to(x.device);
      layer.forward(x);
      layer.eval();
      return layer.forward(x);
    },
    [input(3, 3, 4, 5)],
    tolerance,
  );
  expect(gpu.backend.normalize).toBeDefined();
});

test.each<[string, Partial<NormGeometry>]>([
  ["of each member's groups", { acrossBatch: false }],
  ["over the batch", { acrossBatch: true }],
  ["of one channel a group", { acrossBatch: true, channels: 1 }],
  ["of one group", { acrossBatch: false, groups: 1, size: 1 }],
])("statistics %s, and the gradients of input, weight and bias", (_, more) => {
  const g: NormGeometry = { batch: 3, groups: 2, channels: 5, size: 4, acrossBatch: false, eps: 1e-3, ...more };
  const { batch, groups, channels, size } = g;
  const view = (shape: number[], seed: number): View =>
    viewOf(randomTensor([...shape].reverse(), seed, { dtype: "float32" }).permute(shape.map((_, d) => -1 - d)));
  const [x, grad] = [1, 2].map((seed) => view([batch, groups * channels, size], seed));
  const [weight, bias] = [3, 4].map((seed) =>
    viewOf(randomTensor([groups * channels, 2], seed).select(1, 1), "float32"),
  );
  const shape = g.acrossBatch ? [groups] : [batch, groups];
  for (const [scale, shift] of [
    [weight, bias],
    [weight, null],
    [null, null],
  ] as const) {
    expectKernelAgrees(gpu.backend, "normalize", [x, scale, shift, g], [1e-5, 1e-5, 1e-5], 1);
    const [mean, variance] = cpu.kernels.normalize(x, scale, shift, g).slice(1);
    const statistics = [mean, variance].map(
      (buffer): View => ({ buffer, shape, strides: contiguousStrides(shape), offset: 0, dtype: "float32" }),
    );
    for (const isAffine of [false, true]) {
      const args = [grad, x, scale, ...statistics, g, isAffine];
      expectKernelAgrees(gpu.backend, "normalizeGrad", args, [1e-5, 1e-5, 1e-5], 1);
    }
  }
});
