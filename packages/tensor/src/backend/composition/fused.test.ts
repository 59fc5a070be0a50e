import { DefaultsCheck, laidOut, layouts as layoutNames, randomTensor, sampledRuns } from "@lumbre/testing";
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { type DType, Generator, ones, type Tensor, tensor } from "../../index.js";

// The fused kernels that the reference has, against those composed of its required ones; ops test the others.
const check = new DefaultsCheck();
const { agree } = check;
afterEach(check.clear);

const floats = fc.constantFrom<DType>("float32", "float64");
const layouts = fc.constantFrom(...layoutNames);
const size = fc.integer({ min: 0, max: 7 });
const tolerances = { float32: 1e-5, float64: 1e-12 } as const;

function tolerance(dtype: DType): number {
  return tolerances[dtype as "float32"];
}

test("linear layers of all sizes", () => {
  fc.assert(
    fc.property(size, size, size, floats, layouts, fc.boolean(), fc.nat(), (m, n, k, dtype, layout, relu, seed) => {
      const [x, weight, bias] = [[m, k], [n, k], [n]].map((shape, i) =>
        laidOut(randomTensor(shape, seed + i).to(dtype), layout),
      );
      agree("linear", [x, weight, seed % 2 === 0 ? bias : null, relu], tolerance(dtype));
    }),
  );
});

/** Rows of which some are ignored. */
const labelled = fc.record({
  classes: fc.integer({ min: 1, max: 6 }),
  picks: fc.array(fc.nat(), { maxLength: 6 }),
  ignoreIndex: fc.constantFrom(-100, 0, 2),
  divisor: fc.constantFrom(null, 0, 1, 3),
  isWild: fc.boolean(),
  seed: fc.nat(),
});

test("cross entropy and its gradient, of ordinary rows and of those with infinities", () => {
  fc.assert(
    fc.property(labelled, floats, layouts, (item, dtype, layout) => {
      const { classes, picks, ignoreIndex, divisor, isWild, seed } = item;
      const count = picks.length;
      let x: Tensor = randomTensor([count, classes], seed, { low: -4, high: 4 });
      if (isWild) x = x.maskedFill(x.gt(3), Infinity).maskedFill(x.lt(-3), -Infinity);
      // Only where no row counts is the divisor 0.
      const isIgnored = (pick: number): boolean => divisor === 0 || (ignoreIndex < 0 && pick % 3 === 0);
      const names = picks.map((pick) => (isIgnored(pick) ? ignoreIndex : pick % classes));
      const labels = laidOut(tensor(names, { dtype: "int32" }).reshape(count), layout);
      const logits = laidOut(x.to(dtype), layout);
      const options = { ignoreIndex, divisor };
      agree("crossEntropy", [logits, labels, options], tolerance(dtype));
      const grad = randomTensor(divisor === null ? [count] : [], seed + 1).to(dtype);
      const shift = logits.exp().sum(1, { keepDim: true }).log();
      const rows = laidOut(shift.mul(tensor([0, 1], { dtype })), layout);
      agree("crossEntropyGrad", [grad, logits, labels, rows, options], tolerance(dtype));
    }),
    { numRuns: sampledRuns(200) },
  );
});

test("rows without classes, which are ignored", () => {
  const options = { ignoreIndex: -100, divisor: null };
  const labels = tensor([-100, -100], { dtype: "int32" });
  const x = ones(2, 0);
  expect([...(check.device.kernels.crossEntropy(x, labels, options)[0] as Float32Array)]).toEqual([0, 0]);
  agree("crossEntropyGrad", [ones(2), x, labels, ones(2, 2), options]);
});

test("masks are the generator's, which moves on", () => {
  const [generator, other] = [new Generator().manualSeed(3), new Generator().manualSeed(3)];
  const mask = check.device.kernels.randomMask(generator, 700, "float64", 0.3, 2) as Float64Array;
  const expected = new Float64Array(700);
  other.fillBernoulli(expected, 0.3, 2);
  expect(mask).toEqual(expected);
  expect(generator.random32()).toBe(other.random32());
});
