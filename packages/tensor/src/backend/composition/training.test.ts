import { gradcheck, gradgradcheck } from "@lumbre/autograd";
import * as nn from "@lumbre/nn";
import { Adam } from "@lumbre/optim";
import {
  bareBackend,
  convCases,
  convOperands,
  distinctTensor,
  lenet5,
  poolCases,
  randomTensor,
  sampledRuns,
} from "@lumbre/testing";
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { conv2dRelu, conv2dReluMaxPool2d, linearRelu } from "../../engine.js";
import {
  avgPool2d,
  type Conv2dOptions,
  cpu,
  Device,
  manualSeed,
  randint,
  randn,
  scope,
  type Tensor,
  tensor,
} from "../../index.js";

// A backend with the required kernels alone trains networks on its own device, to the second derivative.
const { backend, live, reads } = bareBackend();
const bare = new Device(backend, { strict: true });

beforeEach(() => manualSeed(0));

const normed = (): nn.Module =>
  new nn.Sequential(
    new nn.Conv2d(1, 4, 3, { stride: 2 }),
    new nn.BatchNorm2d(4),
    new nn.ReLU(),
    new nn.AvgPool2d(3, { stride: 2, padding: 1 }),
    new nn.Flatten(),
    new nn.Dropout(0.3),
    new nn.Linear(196, 10),
    new nn.LayerNorm(10),
  );

describe("training", () => {
  function losses(network: () => nn.Module, device: Device, steps: number): number[] {
    const model = network().to(device);
    const optimizer = new Adam(model.parameters(), { lr: 1e-3 });
    const images = randn(8, 1, 28, 28).to(device);
    const labels = randint(0, 10, [8]).to(device);
    return Array.from({ length: steps }, () =>
      scope(() => {
        optimizer.zeroGrad();
        const loss = nn.functional.crossEntropy(model.forward(images), labels);
        loss.backward();
        optimizer.step();
        return loss.item();
      }),
    );
  }

  test.each([
    ["LeNet-5", lenet5],
    ["norms, means and dropout", normed],
  ])("%s follows the CPU's losses, and reads the labels and the loss alone", (_, network) => {
    manualSeed(1);
    const expected = losses(network, cpu, 12);
    manualSeed(1);
    const before = reads();
    const found = losses(network, bare, 12);
    expect(reads() - before).toBe(24);
    for (const [i, loss] of found.entries()) expect(loss).toBeCloseTo(expected[i], 4);
    expect(found[11]).toBeLessThan(found[0]);
  });

  test("a step leaves no buffer behind", () => {
    const model = lenet5().to(bare);
    const images = randn(4, 1, 28, 28).to(bare);
    const step = (): void =>
      scope(() => {
        for (const parameter of model.parameters()) parameter.grad = null;
        nn.functional
          .crossEntropy(model.forward(images), tensor([1, 2, 3, 4], { dtype: "int32", device: bare }))
          .backward();
      });
    step();
    const { size } = live;
    for (let i = 0; i < 3; i++) step();
    expect(live.size).toBe(size);
  });
});

describe("gradients, by differences, to second order", () => {
  function check(fn: (...inputs: Tensor[]) => Tensor, ...inputs: Tensor[]): void {
    scope(() => {
      const leaves = inputs.map((input) => input.detach().requiresGrad_());
      const onDevice = (...xs: Tensor[]): Tensor => fn(...xs.map((x) => x.to(bare))).to(cpu);
      expect(gradcheck(onDevice, leaves).passed).toBe(true);
      expect(gradgradcheck(onDevice, leaves, { atol: 1e-4 }).passed).toBe(true);
    });
  }

  test("of convolutions and their blocks", () => {
    fc.assert(
      fc.property(convCases(2), (item) => {
        const { x, weight, bias } = convOperands(item);
        const options = item.options as Conv2dOptions;
        check((a, w, b) => a.conv2d(w, b, options), x, weight, bias);
        check((a, w, b) => conv2dRelu(a, w, b, options), x, weight, bias.add(3));
        if (Math.min(...item.yShape.slice(2)) < 2) return;
        check((a, w, b) => conv2dReluMaxPool2d(a, w, b, options, 2), x, weight, bias.add(3));
      }),
      { numRuns: sampledRuns(12) },
    );
  });

  test("of poolings", () => {
    fc.assert(
      fc.property(poolCases(2), (item) => {
        const { stride, padding, ceilMode } = item.options;
        const x = distinctTensor(item.xShape, item.seed);
        check((a) => a.maxPool2d(item.kernel, item.options) as Tensor, x);
        check((a) => avgPool2d(a, item.kernel, { stride, padding, ceilMode }), x);
      }),
      { numRuns: sampledRuns(12) },
    );
  });

  test("of layers, norms and losses", () => {
    const F = nn.functional;
    const [x, weight, bias] = [randomTensor([3, 4], 1), randomTensor([5, 4], 2), randomTensor([5], 3)];
    check((a, w, b) => F.linear(a, w, b), x, weight, bias);
    check((a, w, b) => linearRelu(a, w, b), x, weight, bias);
    check((a) => F.layerNorm(a, [4]), x);
    check((a) => a.softmax(1), x);
    check((a) => a.logSoftmax(0), x);
    check((a) => a.cumprod(1).add(a.cumsum(0)), x);
    const labels = tensor([1, -100, 3], { dtype: "int32", device: bare });
    for (const reduction of ["mean", "none"] as const) check((a) => F.crossEntropy(a, labels, { reduction }), x);
  });
});
