import { grad } from "@lumbre/autograd";
import { type Conv2dOptions, cpu, type Device, scope, type Tensor } from "@lumbre/tensor";
import { conv2dRelu } from "@lumbre/tensor/engine";
import { expectTensor, randomTensor, sampledRuns } from "@lumbre/testing";
import fc from "fast-check";
import { afterAll, describe, expect, test, vi } from "vitest";
import { createWasm } from "../../index.js";
import { Pixels } from "./pixels.js";

// Small maps, of which a large part of the kernel lies outside, against the CPU, on one to three threads.
const devices = [1, 2, 3].map((threads) => createWasm({ threads, debug: true }));
const suits = vi.spyOn(Pixels.prototype, "suits");

afterAll(() => vi.restoreAllMocks());

/** The result, and the gradient of the input. */
function passes(device: Device, options: Conv2dOptions, relu: boolean, operands: readonly Tensor[]): Tensor[] {
  const [x, weight, bias] = operands.map((operand) => operand.to("float32").to(device).requiresGrad_());
  const y = relu ? conv2dRelu(x, weight, bias, options) : x.conv2d(weight, bias, options);
  return [y, ...grad([y.square().sum()], [x, weight, bias])].map((t) => (t as Tensor).detach().to(cpu));
}

function agree(options: Conv2dOptions, relu: boolean, ...operands: Tensor[]): void {
  scope(() => {
    const expected = passes(cpu, options, relu, operands);
    for (const device of devices) {
      for (const [i, found] of passes(device, options, relu, operands).entries()) {
        const largest = Math.max(1, expected[i].abs().max().item());
        expectTensor(found, expected[i], { rtol: 1e-4, atol: 4e-6 * largest });
      }
    }
  });
}

const between = (min: number, max: number) => fc.integer({ min, max });
const pair = (max: number) => fc.tuple(between(1, max), between(1, max));

test("over batches, channels, strides, dilations and paddings", () => {
  suits.mockClear();
  fc.assert(
    fc.property(
      between(4, 18),
      fc.tuple(between(24, 40), between(24, 40)),
      pair(5),
      pair(3),
      pair(2),
      fc.tuple(fc.nat(4), fc.nat(4)),
      fc.tuple(fc.nat(4), fc.nat(4)),
      fc.boolean(),
      fc.nat(),
      (batch, [channels, filters], kernel, stride, dilation, padding, extra, relu, seed) => {
        const [height, width] = extra.map(
          (more, d) => Math.max(1, dilation[d] * (kernel[d] - 1) + 1 - 2 * padding[d]) + more,
        );
        agree(
          { stride, dilation, padding },
          relu,
          randomTensor([batch, channels, height, width], seed),
          randomTensor([filters, channels, ...kernel], seed + 1),
          randomTensor([filters], seed + 2),
        );
      },
    ),
    { numRuns: sampledRuns(60) },
  );
  const [forward, back] = ["forward", "inputGrad"].map((pass) =>
    suits.mock.calls.some(([given], i) => given === pass && suits.mock.results[i].value === true),
  );
  expect([forward, back]).toEqual([true, true]);
});

test("depthwise, with four channels side by side, over strides, dilations and paddings", () => {
  fc.assert(
    fc.property(
      fc.tuple(between(1, 5), between(4, 70)),
      pair(5),
      pair(3),
      pair(2),
      fc.tuple(fc.nat(3), fc.nat(3)),
      fc.tuple(fc.nat(5), fc.nat(5)),
      fc.boolean(),
      fc.nat(),
      ([batch, channels], kernel, stride, dilation, padding, extra, relu, seed) => {
        const [height, width] = extra.map(
          (more, d) => Math.max(1, dilation[d] * (kernel[d] - 1) + 1 - 2 * padding[d]) + more,
        );
        agree(
          { stride, dilation, padding, groups: channels },
          relu,
          randomTensor([batch, channels, height, width], seed),
          randomTensor([channels, 1, ...kernel], seed + 1),
          randomTensor([channels], seed + 2),
        );
      },
    ),
    { numRuns: sampledRuns(60) },
  );
  // So many channels that threads share them.
  const x = randomTensor([8, 515, 4, 3], 1);
  agree({ padding: 2, groups: 515 }, true, x, randomTensor([515, 1, 5, 5], 2), randomTensor([515], 3));
});

test("rows of several pieces, and more images than one product takes", () => {
  for (const [batch, channels, filters, height, width] of [
    [8, 512, 40, 2, 2],
    [17, 130, 101, 2, 3],
    [33, 24, 200, 1, 4],
  ]) {
    const x = randomTensor([batch, channels, height, width], 1);
    agree({ padding: 1 }, false, x, randomTensor([filters, channels, 3, 3], 2), randomTensor([filters], 3));
  }
});

test("results do not depend on the number of threads", () => {
  const operands = [randomTensor([9, 96, 3, 2], 1), randomTensor([70, 96, 3, 3], 2), randomTensor([70], 3)];
  const [one, ...others] = devices.map((device) => passes(device, { padding: 1, stride: [1, 2] }, false, operands));
  for (const other of others) {
    // The gradients of weights are sums of parts, one a thread.
    for (const i of [0, 1]) expect(other[i].toArray()).toEqual(one[i].toArray());
  }
});

describe.each([NaN, Infinity, -Infinity])("%d", (value) => {
  const convolve = (device: Device, x: Tensor, weight: Tensor): Tensor =>
    x.to("float32").to(device).conv2d(weight.to("float32").to(device), null, { padding: 1 }).to(cpu);

  test("in an image reaches what sees it", () => {
    const [x, weight] = [randomTensor([8, 32, 2, 2], 1), randomTensor([24, 32, 3, 3], 2)];
    x.view(-1).select(0, 130).fill_(value);
    const expected = convolve(cpu, x, weight);
    for (const device of devices) expectTensor(convolve(device, x, weight), expected, { rtol: 1e-4, atol: 1e-5 });
  });

  // As in PyTorch, with several images: the CPU multiplies it by the zeros of the padding, too.
  test("in a corner of a filter reaches only the pixel that has an image there", () => {
    const [x, weight] = [randomTensor([8, 32, 2, 2], 1), randomTensor([24, 32, 3, 3], 2)];
    weight.at(5, 7, 0, 0).fill_(0);
    const expected = convolve(cpu, x, weight);
    weight.at(5, 7, 0, 0).fill_(value);
    for (const device of devices) {
      const found = convolve(device, x, weight);
      const spoiled = found.select(1, 5).select(1, 1).select(1, 1);
      expect(spoiled.isfinite().any().item()).toBeFalsy();
      expected.select(1, 5).select(1, 1).select(1, 1).copy_(spoiled);
      expectTensor(found, expected, { rtol: 1e-4, atol: 1e-5 });
    }
  });
});
