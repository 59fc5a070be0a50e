import { gradcheck, gradgradcheck } from "@lumbre/autograd";
import { IndexError, tensor, zeros } from "@lumbre/tensor";
import {
  callMethod,
  distinctTensor,
  elementAt,
  expectClose,
  indicesOf,
  loadFixture,
  sampledRuns,
  stridedTensors,
  testCases,
} from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

testCases(
  loadFixture("tensor", "reduce").filter(({ attributes: { method } }) =>
    ["max", "min", "argmax", "argmin"].includes(method),
  ),
  callMethod,
);

const stridedWithDim = stridedTensors({ minRank: 1, maxRank: 4 }).chain((x) =>
  fc.record({ dim: fc.integer({ min: -x.ndim, max: x.ndim - 1 }) }).map(({ dim }) => ({ x, dim })),
);

describe("against a naive oracle, on strided and broadcast views", () => {
  test.each([
    ["max", (a: number, b: number) => a > b],
    ["min", (a: number, b: number) => a < b],
  ] as const)("%s", (name, isBetter) => {
    fc.assert(
      fc.property(stridedWithDim, ({ x, dim }) => {
        const along = dim < 0 ? dim + x.ndim : dim;
        const { values, indices } = x[name](dim, { keepDim: true });
        const positions = x[name === "max" ? "argmax" : "argmin"](dim, { keepDim: true });
        for (const index of indicesOf(values.shape)) {
          const at = (k: number): number => elementAt(x, index.with(along, k));
          let best = 0;
          for (let k = 1; k < x.shape[along]; k++) if (isBetter(at(k), at(best))) best = k;
          expect(elementAt(indices, index)).toBe(best);
          expect(elementAt(positions, index)).toBe(best);
          expect(elementAt(values, index)).toBe(at(best));
        }
      }),
    );
  });

  test("argmax of all elements is the position in row-major order", () => {
    fc.assert(
      fc.property(stridedTensors(), (x) => {
        const elements = [...indicesOf(x.shape)].map((index) => elementAt(x, index));
        expect(x.argmax().item()).toBe(elements.indexOf(Math.max(...elements)));
        expect(x.argmin(null, { keepDim: true }).shape).toEqual(x.shape.map(() => 1));
      }),
    );
  });
});

describe("gradients", () => {
  test.each(["max", "min"] as const)("%s, to second order", (name) => {
    fc.assert(
      fc.property(stridedWithDim, fc.nat(), fc.boolean(), ({ x: { shape }, dim }, seed, keepDim) => {
        const x = distinctTensor(shape, seed).requiresGrad_();
        gradcheck((x) => x[name](), [x]);
        gradcheck((x) => x[name](dim, { keepDim }).values, [x]);
        gradgradcheck((x) => x[name](dim, { keepDim }).values.square(), [x]);
      }),
      { numRuns: sampledRuns(15) },
    );
  });

  test("ties share the gradient evenly without a dim, and with amax; with a dim the first takes it", () => {
    const x = tensor(
      [
        [2, 5, 5],
        [5, 1, 0],
      ],
      { requiresGrad: true },
    );
    const gradOf = (y: ReturnType<typeof x.sum>): unknown => {
      x.grad = null;
      y.sum().backward();
      return (x.grad as unknown as typeof x).toArray();
    };
    const third = Math.fround(1 / 3);
    expect(gradOf(x.max())).toEqual([
      [0, third, third],
      [third, 0, 0],
    ]);
    expect(gradOf(x.amax(1))).toEqual([
      [0, 0.5, 0.5],
      [1, 0, 0],
    ]);
    expect(gradOf(x.max(1).values)).toEqual([
      [0, 1, 0],
      [1, 0, 0],
    ]);
  });
});

test("NaN wins, wherever it stands", () => {
  for (const data of [
    [NaN, 1, 2],
    [1, NaN, 2],
    [1, 2, NaN],
  ]) {
    const x = tensor(data);
    const at = data.findIndex(Number.isNaN);
    for (const { values, indices } of [x.max(0), x.min(0)]) {
      expect(values.item()).toBeNaN();
      expect(indices.item()).toBe(at);
    }
    expect(x.max().item()).toBeNaN();
    expect(x.min().item()).toBeNaN();
    // A column is reduced across runs of memory, not along one.
    expectClose(tensor(data.map((v) => [v, 0])).amax(0), [NaN, 0]);
    expectClose(tensor(data.map((v) => [v, 0])).amin(0), [NaN, 0]);
  }
});

test("given a tensor, max and min are elementwise", () => {
  expect(
    tensor([1, 5])
      .max(tensor([3, 2]))
      .toArray(),
  ).toEqual([3, 5]);
  expect(
    tensor([1, 5])
      .min(tensor([3, 2]))
      .toArray(),
  ).toEqual([1, 2]);
});

describe("errors", () => {
  const specified =
    "Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument.";
  test.each([
    ["max of nothing", () => zeros(0).max(), `max: ${specified}`],
    ["min of nothing", () => zeros(2, 0).min(), `min: ${specified}`],
    ["max along nothing", () => zeros(2, 0).max(1), "max: Expected reduction dim 1 to have non-zero size."],
    ["argmax of nothing", () => zeros(0).argmax(), `argmax: ${specified}`],
    ["argmin along nothing", () => zeros(2, 0).argmin(-1), "argmin: Expected reduction dim 1 to have non-zero size."],
    ["range", () => zeros(2).max(1), "max: Dimension out of range (expected to be in range of [-1, 0], but got 1)"],
  ])("%s", (_, call, message) => {
    expect(call).toThrow(new IndexError(message));
  });
});
