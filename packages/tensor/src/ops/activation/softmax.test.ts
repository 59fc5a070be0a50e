import { gradcheck, gradgradcheck } from "@lumbre/autograd";
import { DTypeError, tensor, zeros } from "@lumbre/tensor";
import {
  elementAt,
  expectClose,
  indicesOf,
  loadFixture,
  randomTensor,
  sampledRuns,
  shapes,
  stridedTensors,
  testCases,
} from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const names = ["softmax", "logSoftmax"] as const;

testCases(loadFixture("tensor", "softmax"), ([x], { attributes: { method, dim } }) =>
  method === "softmax" ? x.softmax(dim) : x.logSoftmax(dim),
);

test.each(names)("%s against its definition, on strided and broadcast views", (name) => {
  fc.assert(
    fc.property(stridedTensors({ minRank: 1 }), fc.nat(), (x, at) => {
      const dim = at % x.ndim;
      const y = x[name](dim - x.ndim);
      for (const index of indicesOf(x.shape)) {
        let total = 0;
        for (let k = 0; k < x.shape[dim]; k++) total += Math.exp(elementAt(x, index.with(dim, k)));
        const probability = Math.exp(elementAt(x, index)) / total;
        expect(elementAt(y, index)).toBeCloseTo(name === "softmax" ? probability : Math.log(probability), 12);
      }
    }),
  );
});

test.each(names)("%s: shifting the input changes nothing", (name) => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: -100, max: 100 }), fc.constantFrom(0, 1, 2), (seed, shift, dim) => {
      const x = randomTensor([2, 3, 4], seed);
      expectClose(x.add(shift)[name](dim), x[name](dim), { rtol: 1e-10, atol: 1e-12 });
    }),
  );
});

test("softmax adds up to 1, and is the exponential of logSoftmax", () => {
  fc.assert(
    fc.property(shapes({ minRank: 1, maxRank: 3 }), fc.nat(), (shape, seed) => {
      const x = randomTensor(shape, seed, { low: -20, high: 20 });
      const dim = seed % x.ndim;
      const y = x.softmax(dim);
      expectClose(y.sum(dim), y.sum(dim).mul(0).add(1), { rtol: 1e-12 });
      expectClose(x.logSoftmax(dim).exp(), y, { rtol: 1e-10 });
    }),
  );
});

test.each(names)("gradient of %s, to second order", (name) => {
  fc.assert(
    fc.property(shapes({ minRank: 1, maxRank: 3, maxSize: 3 }), fc.nat(), (shape, seed) => {
      const x = randomTensor(shape, seed, { requiresGrad: true });
      const dim = seed % shape.length;
      gradcheck((x) => x[name](dim), [x]);
      gradgradcheck((x) => x[name](dim), [x]);
    }),
    { numRuns: sampledRuns(20) },
  );
});

test("a dtype converts first", () => {
  expect(tensor([1, 2], { dtype: "int32" }).softmax(0, { dtype: "float64" }).dtype).toBe("float64");
});

describe("errors", () => {
  const ints = tensor([1, 2], { dtype: "int32" });
  test.each(names)("%s", (name) => {
    expect(() => ints[name](0)).toThrow(
      new DTypeError(`${name}: expected a float32 or float64 tensor, got int32; pass { dtype }`),
    );
    expect(() => zeros(2)[name](1)).toThrow(
      `${name}: Dimension out of range (expected to be in range of [-1, 0], but got 1)`,
    );
  });
});
