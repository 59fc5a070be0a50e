import { gradcheck, gradgradcheck } from "@lumbre/autograd";
import {
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  avgPool2d,
  maxPool2d,
  ShapeError,
  type Tensor,
  tensor,
  ValueError,
  zeros,
} from "@lumbre/tensor";
import {
  callMethod,
  distinctTensor,
  elementAt,
  expectClose,
  indicesOf,
  loadFixture,
  randomTensor,
  sampledRuns,
  testCases,
} from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const exact = { rtol: 1e-10, atol: 1e-12 };

testCases(
  loadFixture("tensor", "pool").filter((item) => item.attributes.method.startsWith("adaptive")),
  callMethod,
);

const size = fc.integer({ min: 1, max: 7 });
const planes = fc.record({
  xShape: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 }), size, size),
  wanted: fc.tuple(fc.option(size), fc.option(size)),
  seed: fc.nat(),
});

/** Calls `visit` with each output position and the values of its window, in order. */
function eachWindow(x: Tensor, outSize: readonly number[], visit: (index: number[], values: number[]) => void): void {
  const [N, C, H, W] = x.shape;
  const from = (o: number, length: number, d: number): number => Math.floor((o * length) / outSize[d]);
  const to = (o: number, length: number, d: number): number => Math.ceil(((o + 1) * length) / outSize[d]);
  for (const index of indicesOf([N, C, ...outSize])) {
    const [n, c, oy, ox] = index;
    const values: number[] = [];
    for (let h = from(oy, H, 0); h < to(oy, H, 0); h++) {
      for (let w = from(ox, W, 1); w < to(ox, W, 1); w++) values.push(elementAt(x, [n, c, h, w]));
    }
    visit(index, values);
  }
}

test("against the definition, both ways of pooling", () => {
  fc.assert(
    fc.property(planes, ({ xShape, wanted, seed }) => {
      const [N, C, H, W] = xShape;
      const x = randomTensor([W, C, H, N], seed).permute(3, 1, 2, 0);
      const outSize = [wanted[0] ?? H, wanted[1] ?? W];
      const means = adaptiveAvgPool2d(x, wanted);
      const { values: maxima, indices } = adaptiveMaxPool2d(x, wanted, { returnIndices: true });
      expect(means.shape).toEqual([N, C, ...outSize]);
      eachWindow(x, outSize, (index, values) => {
        expect(elementAt(means, index)).toBeCloseTo(values.reduce((a, b) => a + b) / values.length, 12);
        expect(elementAt(maxima, index)).toBe(Math.max(...values));
        const position = elementAt(indices, index);
        expect(elementAt(x, [index[0], index[1], Math.floor(position / W), position % W])).toBe(Math.max(...values));
      });
    }),
  );
});

test("lines are planes of height 1", () => {
  const x = randomTensor([2, 3, 7], 1);
  expectClose(adaptiveAvgPool1d(x, 4), adaptiveAvgPool2d(x.unsqueeze(2), [1, 4]).squeeze(2), exact);
  expectClose(adaptiveMaxPool1d(x, 4), adaptiveMaxPool2d(x.unsqueeze(2), [1, 4]).squeeze(2), exact);
  expectClose(adaptiveAvgPool1d(x.unsqueeze(0).squeeze(0).contiguous(), null), x, exact);
});

test("a size that divides is an ordinary pooling", () => {
  const x = randomTensor([2, 3, 6, 8], 2);
  expectClose(adaptiveAvgPool2d(x, [3, 2]), avgPool2d(x, [2, 4]), exact);
  expectClose(adaptiveMaxPool2d(x, [3, 2]), maxPool2d(x, [2, 4]), exact);
});

test("hand-worked: 1..5 to 3", () => {
  expect(adaptiveAvgPool1d(tensor([[1, 2, 3, 4, 5]]), 3).toArray()).toEqual([[1.5, 3, 4.5]]);
});

test("gradients, to second order", () => {
  fc.assert(
    fc.property(planes, ({ xShape, wanted, seed }) => {
      const x = distinctTensor(xShape, seed).requiresGrad_();
      const means = (a: Tensor): Tensor => adaptiveAvgPool2d(a, wanted);
      const maxima = (a: Tensor): Tensor => adaptiveMaxPool2d(a, wanted);
      return [means, maxima].every((f) => gradcheck(f, [x]).passed && gradgradcheck((a) => f(a).square(), [x]).passed);
    }),
    { numRuns: sampledRuns(40) },
  );
});

test("of lines, gradients to second order", () => {
  fc.assert(
    fc.property(size, size, fc.nat(), (length, outSize, seed) => {
      const x = distinctTensor([2, length], seed).requiresGrad_();
      const means = (a: Tensor): Tensor => adaptiveAvgPool1d(a, outSize);
      const maxima = (a: Tensor): Tensor => adaptiveMaxPool1d(a, outSize);
      return [means, maxima].every((f) => gradcheck(f, [x]).passed && gradgradcheck((a) => f(a).square(), [x]).passed);
    }),
    { numRuns: sampledRuns(30) },
  );
});

test("an empty batch, and an output of size 0", () => {
  expect(adaptiveAvgPool2d(zeros(0, 2, 4, 4), 2).shape).toEqual([0, 2, 2, 2]);
  expect(adaptiveAvgPool2d(zeros(1, 2, 4, 4), [0, 2]).shape).toEqual([1, 2, 0, 2]);
});

describe("errors", () => {
  const cases: [() => unknown, new (m: string) => Error, string][] = [
    [
      () => adaptiveAvgPool2d(zeros(1, 4, 4), -1),
      ValueError,
      "adaptiveAvgPool2d: outputSize must be whole numbers >= 0 or null, one or two of them, got -1",
    ],
    [
      () => adaptiveMaxPool2d(zeros(1, 4, 4), [2, 2.5]),
      ValueError,
      "adaptiveMaxPool2d: outputSize must be whole numbers >= 0 or null, one or two of them, got [2, 2.5]",
    ],
    [
      () => adaptiveMaxPool1d(zeros(1, 4), Number.NaN),
      ValueError,
      "adaptiveMaxPool1d: outputSize must be a whole number >= 0 or null, got NaN",
    ],
    [
      () => adaptiveAvgPool1d(zeros(4), 2),
      ShapeError,
      "adaptiveAvgPool1d: input must have shape [C, L] or [N, C, L], got [4]; write x.unsqueeze(0) for one channel",
    ],
    [() => adaptiveAvgPool2d(zeros(1, 0, 4), 2), ShapeError, "adaptiveAvgPool2d: input [1, 0, 4] has an empty plane"],
  ];
  for (const [call, type, message] of cases) {
    test(message, () => {
      expect(call).toThrow(type);
      expect(call).toThrow(new type(message));
    });
  }
});
