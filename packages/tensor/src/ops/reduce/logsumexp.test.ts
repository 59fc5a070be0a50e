import { tensor } from "@lumbre/tensor";
import { expectClose, randomTensor } from "@lumbre/testing";
import fc from "fast-check";
import { expect, test } from "vitest";

// Fixtures, the oracle and gradients: reduction.test.ts.

test("shifting the input shifts the result", () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: -500, max: 500 }), (seed, shift) => {
      const x = randomTensor([3, 4], seed);
      expectClose(x.add(shift).logsumexp(1), x.logsumexp(1).add(shift), { rtol: 1e-12, atol: 1e-12 });
    }),
  );
});

test("neither large nor infinite values make a NaN", () => {
  expect(tensor([1e4, 1e4]).logsumexp().item()).toBeCloseTo(1e4 + Math.log(2), 2);
  expect(tensor([-Infinity, -Infinity]).logsumexp().item()).toBe(-Infinity);
  expect(tensor([-Infinity, 3]).logsumexp().item()).toBe(3);
  expect(tensor([Infinity, 3]).logsumexp().item()).toBe(Infinity);
});

test("an element of -Infinity gets no gradient, and lets the others keep theirs", () => {
  const x = tensor([-Infinity, 0, 0], { requiresGrad: true });
  x.logsumexp(0).backward();
  expectClose(x.grad as typeof x, [0, 0.5, 0.5]);
});

test("integers become float32", () => {
  expect(tensor([0, 0], { dtype: "int32" }).logsumexp().dtype).toBe("float32");
});
