import { gradcheck, gradgradcheck } from "@lumbre/autograd";
import { ArgumentError, stdMean, tensor, varMean } from "@lumbre/tensor";
import { expectClose, randomTensor } from "@lumbre/testing";
import fc from "fast-check";
import { expect, test } from "vitest";

// Fixtures, the oracle and the gradients of the default: reduction.test.ts.

test("by hand: [1, 2, 3, 6] has mean 3 and squares 4 + 1 + 0 + 9", () => {
  const x = tensor([1, 2, 3, 6]);
  expectClose(x.var(), 14 / 3);
  expectClose(x.var(null, { unbiased: false }), 14 / 4);
  expectClose(x.var(0, { correction: 2 }), 14 / 2);
  expectClose(x.std(0, { unbiased: false }), Math.sqrt(14 / 4));
});

test("a boolean in the place of dim is unbiased, as in PyTorch", () => {
  const x = tensor([1, 2, 3, 6]);
  expectClose(x.var(false), 14 / 4);
  expectClose(x.std(true), Math.sqrt(14 / 3));
  expect(varMean(x, false, { keepDim: true })[0].shape).toEqual([1]);
  expectClose(x.var({ correction: null }), 14 / 3);
  expect(() => x.var(false, true)).toThrow(new ArgumentError("var: unbiased is given twice, as false and as true"));
});

test("gradients with any correction, to second order", () => {
  fc.assert(
    fc.property(fc.nat(), fc.constantFrom(0, 1, 2, 0.5), fc.constantFrom(0, 1), (seed, correction, dim) => {
      const x = randomTensor([3, 4], seed, { requiresGrad: true });
      for (const name of ["var", "std"] as const) {
        gradcheck((x) => x[name](dim, { correction }), [x]);
        gradgradcheck((x) => x[name](dim, { correction }), [x]);
      }
    }),
    { numRuns: 10 },
  );
});

test("adding a constant changes nothing, a large one included", () => {
  const x = tensor([1, 2, 3, 6]);
  expectClose(x.add(1e4).var(), x.var(), { rtol: 1e-3 });
  expectClose(x.to("float64").add(1e8).var(), x.var(), { rtol: 1e-6 });
});

test("too few elements: NaN for 0 / 0, infinity otherwise", () => {
  expect(tensor([3]).var().item()).toBeNaN();
  expect(tensor([1, 2]).var(0, { correction: 3 }).item()).toBe(Infinity);
});

test("varMean and stdMean give both", () => {
  const x = tensor([
    [1, 3],
    [2, 6],
  ]);
  const [variance, mean] = varMean(x, 1, { keepDim: true });
  expectClose(variance, [[2], [8]]);
  expectClose(mean, [[2], [4]]);
  const [std, sameMean] = stdMean(x, 1);
  expectClose(std, [Math.SQRT2, Math.SQRT2 * 2]);
  expectClose(sameMean, [2, 4]);
});
