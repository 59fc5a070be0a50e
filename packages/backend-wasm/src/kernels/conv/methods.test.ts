import { type Conv2dOptions, cpu, type Device, scope, type Tensor } from "@lumbre/tensor";
import { expectTensor, randomTensor, sampledRuns } from "@lumbre/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import "@lumbre/autograd";
import { createWasm } from "../../index.js";

// Each way to convolve, over the shapes that choose it, with gradients, against the CPU.
const wasm = createWasm({ debug: true });
const threaded = createWasm({ threads: 2 });

function run(inputs: readonly Tensor[], options: Conv2dOptions, device: Device): Tensor[] {
  const [x, weight, bias] = inputs.map((input) => input.to("float32").to(device).requiresGrad_());
  const y = x.conv2d(weight, bias, options);
  y.mul(y).sum().backward();
  return [y, x.grad as Tensor, weight.grad as Tensor, bias.grad as Tensor];
}

function agree(options: Conv2dOptions, ...inputs: Tensor[]): void {
  agreeOn(wasm, options, ...inputs);
}

function agreeOn(device: Device, options: Conv2dOptions, ...inputs: Tensor[]): void {
  scope(() => {
    const expected = run(inputs, options, cpu);
    for (const [i, found] of run(inputs, options, device).entries()) {
      const largest = Math.max(1, expected[i].abs().max().item());
      expectTensor(found.to(cpu), expected[i], { rtol: 1e-4, atol: 2e-6 * largest });
    }
  });
}

const between = (min: number, max: number) => fc.integer({ min, max });
const pair = (max: number) => fc.tuple(between(1, max), between(1, max));

test("depthwise, over strides, dilations, paddings and several filters per channel", () => {
  const padding = fc.tuple(fc.nat(3), fc.nat(3));
  const sizes = fc.tuple(between(1, 30), between(1, 30));
  fc.assert(
    fc.property(
      between(1, 3),
      between(2, 5),
      between(1, 2),
      sizes,
      pair(4),
      pair(3),
      pair(3),
      padding,
      fc.nat(),
      (batch, channels, perChannel, extra, kernel, stride, dilation, padding, seed) => {
        // As large as one window at least.
        const [height, width] = extra.map(
          (more, d) => Math.max(1, dilation[d] * (kernel[d] - 1) - 2 * padding[d]) + more,
        );
        agree(
          { stride, dilation, padding, groups: channels },
          randomTensor([batch, channels, height, width], seed),
          randomTensor([channels * perChannel, 1, ...kernel], seed + 1),
          randomTensor([channels * perChannel], seed + 2),
        );
      },
    ),
    { numRuns: sampledRuns(150) },
  );
});

test("strided, with enough channels for products of matrices", () => {
  fc.assert(
    fc.property(
      between(1, 2),
      between(17, 20),
      pair(4),
      pair(3),
      pair(3),
      fc.tuple(fc.nat(2), fc.nat(2)),
      fc.tuple(between(1, 12), between(1, 12)),
      fc.nat(),
      (groups, perGroup, kernel, stride, dilation, padding, extra, seed) => {
        const [height, width] = extra.map(
          (more, d) => Math.max(1, dilation[d] * (kernel[d] - 1) - 2 * padding[d]) + more,
        );
        agree(
          { stride, dilation, padding, groups },
          randomTensor([2, groups * perGroup, height, width], seed),
          randomTensor([groups * 18, perGroup, ...kernel], seed + 1),
          randomTensor([groups * 18], seed + 2),
        );
      },
    ),
    { numRuns: sampledRuns(60) },
  );
});

test("small planes, of which one product takes several images", () => {
  fc.assert(
    fc.property(
      between(2, 9),
      between(1, 2),
      between(17, 40),
      pair(5),
      pair(2),
      fc.tuple(fc.nat(2), fc.nat(2)),
      fc.tuple(fc.nat(6), fc.nat(6)),
      fc.nat(),
      (batch, groups, perGroup, kernel, stride, padding, extra, seed) => {
        const [height, width] = extra.map((more, d) => Math.max(1, kernel[d] - 2 * padding[d]) + more);
        agree(
          { stride, padding, groups },
          randomTensor([batch, groups * perGroup, height, width], seed),
          randomTensor([groups * 21, perGroup, ...kernel], seed + 1),
          randomTensor([groups * 21], seed + 2),
        );
      },
    ),
    { numRuns: sampledRuns(60) },
  );
});

test("more images than one product of small planes takes", () => {
  agree({}, randomTensor([70, 40, 3, 4], 1), randomTensor([20, 40, 1, 1], 2), randomTensor([20], 3));
  agree({ padding: 1 }, randomTensor([53, 40, 2, 5], 1), randomTensor([20, 40, 3, 2], 2), randomTensor([20], 3));
});

test("1x1 kernels, whose planes are used as they are", () => {
  for (const [batch, channels, filters, height, width] of [
    [1, 70, 20, 5, 7],
    [3, 17, 65, 8, 8],
    [2, 66, 18, 1, 1],
    [2, 1100, 70, 3, 4],
  ]) {
    const inputs = [randomTensor([batch, channels, height, width], 1), randomTensor([filters, channels, 1, 1], 2)];
    agree({}, ...inputs, randomTensor([filters], 3));
    agree({ stride: 2 }, ...inputs, randomTensor([filters], 3));
    agree({ padding: 1 }, ...inputs, randomTensor([filters], 3));
  }
});

type Range = readonly [min: number, max: number];

test.each<[string, Range, Range, Range, Range]>([
  ["over batches, channels and sizes that fill no vector and no tile", [1, 17], [1, 20], [1, 20], [3, 19]],
  ["on maps with fewer tiles than filters, whose filters are worked on in pieces", [3, 18], [8, 30], [24, 70], [4, 9]],
])("3x3 kernels of stride 1, %s", (_, batches, channelCounts, filterCounts, sizes) => {
  fc.assert(
    fc.property(
      between(...batches),
      between(...channelCounts),
      between(...filterCounts),
      between(...sizes),
      between(...sizes),
      fc.nat(2),
      fc.nat(),
      (batch, channels, filters, height, width, padding, seed) => {
        const x = randomTensor([batch, channels, height, width], seed);
        agree({ padding }, x, randomTensor([filters, channels, 3, 3], seed + 1), randomTensor([filters], seed + 2));
      },
    ),
    { numRuns: sampledRuns(60) },
  );
});

test.each<[string, Conv2dOptions, readonly [number, number]]>([
  ["strides along rows", { stride: [2, 1], padding: 1 }, [3, 3]],
  ["strides along columns", { stride: [1, 2], padding: 1 }, [3, 3]],
  ["dilations along rows", { dilation: [2, 1], padding: 1 }, [3, 3]],
  ["dilations along columns", { dilation: [1, 2], padding: 1 }, [3, 3]],
  ["groups", { groups: 2, padding: 1 }, [3, 3]],
  ["three rows of two", { padding: 1 }, [3, 2]],
  ["two rows of three", { padding: 1 }, [2, 3]],
  ["wide padding", { padding: 2 }, [3, 3]],
  ["wider padding than Winograd's method has", { padding: [3, 1] }, [3, 3]],
  ["wider padding along columns", { padding: [1, 3] }, [3, 3]],
])("nearly what Winograd's method computes: %s", (_, options, kernel) => {
  const channels = options.groups === 2 ? 16 : 32;
  for (const batch of [2, 8]) {
    agree(
      options,
      randomTensor([batch, 32, 14, 13], 1),
      randomTensor([24, channels, ...kernel], 2),
      randomTensor([24], 3),
    );
  }
});

test("Winograd's method among threads, which share images or rows of them", () => {
  for (const [batch, size] of [
    [8, 6],
    [7, 6],
    [12, 6],
    [8, 24],
    [1, 24],
  ]) {
    const inputs = [randomTensor([batch, 24, size, size], 1), randomTensor([24, 24, 3, 3], 2), randomTensor([24], 3)];
    agreeOn(threaded, { padding: 1 }, ...inputs);
  }
});

test("pieces of filters give the same bits on any number of threads", () => {
  const inputs = [randomTensor([9, 40, 7, 6], 1), randomTensor([200, 40, 3, 3], 2), randomTensor([200], 3)];
  const [one, ...others] = [1, 2, 3].map((threads) => {
    const device = createWasm({ threads });
    const results = run(inputs, { padding: 1 }, device).map((t) => t.readSync());
    device.dispose();
    return results;
  });
  for (const other of others) expect(other).toEqual(one);
});

test("compared with float64 Winograd's results differ by some 1e-6 of their size, a direct sum's by less", () => {
  const [x, weight, grad] = [
    randomTensor([8, 64, 14, 14], 1),
    randomTensor([64, 64, 3, 3], 2),
    randomTensor([8, 64, 14, 14], 3),
  ];
  const passes = (device: Device, dtype: "float32" | "float64"): Tensor[] => {
    const [a, w, g] = [x, weight, grad].map((t) => t.detach().to(dtype).to(device));
    a.requiresGrad_();
    w.requiresGrad_();
    const y = a.conv2d(w, null, { padding: 1 });
    y.backward(g);
    return [y.detach(), a.grad as Tensor, w.grad as Tensor].map((t) => t.to(cpu).to("float64"));
  };
  const exact = passes(cpu, "float64");
  const errors = (device: Device): number[] =>
    passes(device, "float32").map((found, i) => found.sub(exact[i]).norm().item() / exact[i].norm().item());
  const [fast, direct] = [errors(createWasm()), errors(createWasm({ winograd: false }))];
  for (const error of fast) expect(error).toBeLessThan(2e-6);
  for (const error of direct) expect(error).toBeLessThan(6e-7);
  // The method is in use: forward, and for both gradients.
  for (const [i, error] of fast.entries()) expect(error).toBeGreaterThan(1.2 * direct[i]);
});
