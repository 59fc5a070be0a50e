import { type Conv2dOptions, cpu, type Device, scope, type Tensor } from "@lumbre/tensor";
import { conv2dActivation, conv2dRelu } from "@lumbre/tensor/engine";
import { expectTensor, randomTensor, sampledRuns } from "@lumbre/testing";
import fc from "fast-check";
import { afterAll, expect, test, vi } from "vitest";
import { createWasm } from "../../index.js";
import { Dots } from "./dots.js";

// Few outputs of many weights, against the CPU, on one to three threads.
const devices = [1, 2, 3].map((threads) => createWasm({ threads, debug: true }));
const suits = vi.spyOn(Dots.prototype, "suits");

afterAll(() => vi.restoreAllMocks());

type End = "none" | "relu" | "relu6";

function convolve(device: Device, options: Conv2dOptions, end: End, operands: readonly Tensor[]): Tensor {
  const [x, weight, bias] = operands.map((operand) => operand.to("float32").to(device));
  if (end === "relu") return conv2dRelu(x, weight, bias, options).to(cpu);
  if (end === "relu6") return conv2dActivation(x, weight, bias, options, "relu6").to(cpu);
  return x.conv2d(weight, bias, options).to(cpu);
}

function agree(options: Conv2dOptions, end: End, ...operands: Tensor[]): void {
  scope(() => {
    const expected = convolve(cpu, options, end, operands);
    const atol = 4e-6 * Math.max(1, expected.abs().max().item());
    for (const device of devices)
      expectTensor(convolve(device, options, end, operands), expected, { rtol: 1e-4, atol });
  });
}

/** How often the method was found to suit. */
const taken = (): number => suits.mock.results.filter(({ value }) => value === true).length;

const between = (min: number, max: number) => fc.integer({ min, max });
const pair = (max: number) => fc.tuple(between(1, max), between(1, max));

test("over batches, channels, strides, dilations, paddings and what follows", () => {
  suits.mockClear();
  fc.assert(
    fc.property(
      between(1, 3),
      between(110, 130),
      between(150, 170),
      fc.tuple(between(1, 2), between(1, 3)),
      pair(3),
      pair(3),
      pair(2),
      fc.tuple(fc.nat(2), fc.nat(2)),
      fc.tuple(fc.nat(1), fc.nat(1)),
      fc.constantFrom<End>("none", "relu", "relu6"),
      fc.nat(),
      (batch, channels, filters, out, kernel, stride, dilation, padding, extra, end, seed) => {
        // The sizes that give these outputs; some rows and columns more, fewer than a stride, are seen by no window.
        const [height, width] = out.map((size, d) => {
          const least = (size - 1) * stride[d] + dilation[d] * (kernel[d] - 1) + 1 - 2 * padding[d];
          return Math.max(1, least + Math.min(extra[d], stride[d] - 1));
        });
        agree(
          { stride, dilation, padding },
          end,
          randomTensor([batch, channels, height, width], seed),
          randomTensor([filters, channels, ...kernel], seed + 1),
          randomTensor([filters], seed + 2),
        );
      },
    ),
    { numRuns: sampledRuns(60) },
  );
  expect(taken()).toBeGreaterThan(3 * 10);
});

test("as large as threads share, with a filter left over, and the same on any number of them", () => {
  suits.mockClear();
  const operands = [randomTensor([1, 130, 2, 2], 1), randomTensor([301, 130, 3, 3], 2), randomTensor([301], 3)];
  agree({ padding: 1 }, "relu", ...operands);
  expect(taken()).toBe(devices.length);
  const [one, ...others] = devices.map((device) => convolve(device, { padding: 1 }, "none", operands).toArray());
  for (const other of others) expect(other).toEqual(one);
});

test("a value that is not finite reaches what sees it", () => {
  for (const value of [NaN, Infinity, -Infinity]) {
    const [x, weight] = [randomTensor([1, 64, 3, 3], 1), randomTensor([64, 64, 3, 3], 2)];
    x.view(-1).select(0, 0).fill_(value);
    const seen = (device: Device) =>
      convolve(device, {}, "none", [x, weight, randomTensor([64], 3)])
        .isfinite()
        .toArray();
    for (const device of devices) expect(seen(device)).toEqual(seen(cpu));
    const [a, b] = [randomTensor([1, 64, 3, 3], 1), randomTensor([64, 64, 1, 1], 2)];
    a.view(-1).select(0, 4).fill_(value);
    const maps = (device: Device) => convolve(device, {}, "none", [a, b, randomTensor([64], 3)]).isfinite();
    for (const device of devices) {
      // Only the middle of the map.
      expect(maps(device).select(1, 5).toArray()).toEqual([
        [
          [true, true, true],
          [true, false, true],
          [true, true, true],
        ],
      ]);
    }
  }
});
