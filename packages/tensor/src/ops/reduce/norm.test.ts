import { gradcheck, gradgradcheck } from "@lumbre/autograd";
import { DTypeError, IndexError, tensor, ValueError, zeros } from "@lumbre/tensor";
import { callMethod, distinctTensor, expectClose, loadFixture, testCases } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

testCases(
  loadFixture("tensor", "reduce").filter(({ attributes: { method } }) => method === "norm"),
  callMethod,
);

const orders = [2, 1, Infinity, -Infinity, 0, 0.5, 1.5, 2.5, 3, -1, -2];

test.each(orders)("gradient of norm(%d), to second order", (p) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 4 }), fc.nat(), (rows, columns, seed) => {
      // Well away from 0 and, in absolute value, from each other: both are kinks.
      const x = distinctTensor([rows, columns], seed).add(1.5).requiresGrad_();
      gradcheck((x) => x.norm(p, 1), [x]);
      gradcheck((x) => x.neg().norm(p, [0, 1], { keepDim: true }), [x]);
      if (p !== 0) gradgradcheck((x) => x.norm(p, 0).square(), [x]);
    }),
    { numRuns: 10 },
  );
});

describe("the gradient of a norm that is 0 is 0", () => {
  test.each([0, 1, 1.5, 2, 3, Infinity])("p = %d", (p) => {
    const x = zeros(3, { requiresGrad: true });
    const y = x.norm(p).add(x.sum());
    y.backward();
    expectClose(x.grad as typeof x, [1, 1, 1]);
  });
});

test("scaling, the triangle inequality, and the order of the norms", () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.constantFrom(1, 1.5, 2, 3, Infinity), (one, other, p) => {
      const x = distinctTensor([5], one);
      const y = distinctTensor([5], other);
      expect(x.mul(-3).norm(p).item()).toBeCloseTo(3 * x.norm(p).item(), 10);
      expect(x.add(y).norm(p).item()).toBeLessThanOrEqual(x.norm(p).item() + y.norm(p).item() + 1e-12);
      expect(x.norm(Infinity).item()).toBeLessThanOrEqual(x.norm(p).item() + 1e-12);
    }),
  );
});

describe("errors", () => {
  test.each([
    [
      "integers",
      () => tensor([1], { dtype: "int32" }).norm(),
      DTypeError,
      "norm: expected a float32 or float64 tensor, got int32",
    ],
    ["NaN", () => zeros(2).norm(NaN), ValueError, "norm: p must be a number or +-Infinity, got NaN"],
    ["empty", () => zeros(2, 0).norm(Infinity, 1), IndexError, "norm: Expected reduction dim 1 to have non-zero size."],
    [
      "range",
      () => zeros(2).norm(2, 3),
      IndexError,
      "norm: Dimension out of range (expected to be in range of [-1, 0], but got 3)",
    ],
  ])("%s", (_, call, ErrorClass, message) => {
    expect(call).toThrow(new ErrorClass(message));
  });
  test("the norm of nothing is 0 where a sum has a value", () => {
    expect(zeros(2, 0).norm(2, 1).toArray()).toEqual([0, 0]);
  });
});

test("the norm 0 counts what is not 0", () => {
  expect(tensor([0, 1, 1, -5]).norm(0).item()).toBe(3);
  expect(
    tensor([
      [0, 1],
      [0, 0],
    ])
      .norm(0, 1)
      .tolist(),
  ).toEqual([1, 0]);
});
