import { type Tensor, tensor } from "@lumbre/tensor";
import { describe, expect, test } from "vitest";
import { customFunction, type GradcheckOptions, gradcheck } from "../index.js";

// Gradients that are wrong by a little more than what is allowed, and by a little less.

const inFloat64 = tensor([1], { dtype: "float64", requiresGrad: true });
const inFloat32 = tensor([1], { requiresGrad: true });
const coarse = { allowFloat32: true };

function passes(func: (x: Tensor) => Tensor, input: Tensor, options: GradcheckOptions): boolean {
  return gradcheck(func, input, { ...options, raiseException: false }).passed;
}

/** 2x, whose gradient is wrong by a factor. */
const wrongBy = (factor: number) =>
  customFunction({ name: "twice", forward: (_, x: Tensor) => x.mul(2), backward: (_, g) => [g.mul(2 * factor)] });

/** 1, whose gradient is given, and not 0. */
const sloping = (slope: number) =>
  customFunction({
    name: "flat",
    forward: (_, x: Tensor) => x.mul(0).add(1),
    backward: (_, g) => [g.mul(0).add(slope)],
  });

/** (x - 1)^3, whose gradient at 1 is 0, and whose central difference there is eps^2. */
const cubed = (x: Tensor): Tensor => x.sub(1).pow(3);

const modes: [string, GradcheckOptions][] = [
  ["entry by entry", { fastMode: false }],
  ["in a random direction", { fastMode: true }],
  ["by samples", { maxEntries: 3 }],
];

describe.each(modes)("gradcheck %s", (_, mode) => {
  test.each([
    [1e-3, {}],
    [1e-5, { rtol: 1e-5 }],
    [0.25, { rtol: 0.25 }],
  ])("allows a relative error of %f", (rtol, options) => {
    const strict = { ...mode, ...options, atol: 0 };
    expect(passes(wrongBy(1 + 0.95 * rtol), inFloat64, strict)).toBe(true);
    expect(passes(wrongBy(1 - 0.95 * rtol), inFloat64, strict)).toBe(true);
    expect(passes(wrongBy(1 + 1.05 * rtol), inFloat64, strict)).toBe(false);
    expect(passes(wrongBy(1 - 1.05 * rtol), inFloat64, strict)).toBe(false);
  });

  test("allows a relative error of 0.01 in float32", () => {
    const strict = { ...mode, ...coarse, atol: 1e-4 };
    expect(passes(wrongBy(1.0095), inFloat32, strict)).toBe(true);
    expect(passes(wrongBy(1.011), inFloat32, strict)).toBe(false);
  });
});

test("the absolute error that is allowed is 1e-5, in float32 1e-3, or as given", () => {
  const check = (slope: number, input: Tensor, options: GradcheckOptions = {}): boolean =>
    passes(sloping(slope), input, { fastMode: false, ...options });
  expect([0.95e-5, 1e-5, -1e-5, 1.05e-5, -1.05e-5].map((slope) => check(slope, inFloat64))).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
  expect([0.95e-3, 1.05e-3].map((slope) => check(slope, inFloat32, coarse))).toEqual([true, false]);
  expect([0.095, 0.105].map((slope) => check(slope, inFloat64, { atol: 0.1 }))).toEqual([true, false]);
});

test("a random direction is allowed the absolute error of its entries", () => {
  // Its two random factors lie in [0.5, 1.5).
  const check = (slope: number): boolean => passes(sloping(slope), inFloat64, { fastMode: true });
  expect([0.4e-5, 4.1e-5].map(check)).toEqual([true, false]);
});

test("samples are allowed what the rounding of the outputs explains", () => {
  const rounding = (32 * 2 ** -52) / 1e-6;
  const check = (slope: number): boolean => passes(sloping(slope), inFloat64, { maxEntries: 1 });
  expect([0.99 * rounding, 1.01 * rounding].map(check)).toEqual([true, false]);
  const roundingOfFloat32 = (32 * 2 ** -23) / 5e-3;
  const inCoarse = (slope: number): boolean => passes(sloping(slope), inFloat32, { ...coarse, maxEntries: 1 });
  expect([0.99 * roundingOfFloat32, 1.01 * roundingOfFloat32].map(inCoarse)).toEqual([true, false]);
  const large = (slope: number): boolean => passes((x) => sloping(slope)(x).add(1e6), inFloat64, { maxEntries: 1 });
  expect([0.9e-5, 1.1e-5].map(large)).toEqual([true, false]);
});

test("the step is 1e-6, in float32 5e-3, or as given", () => {
  const check = (atol: number, input: Tensor, options: GradcheckOptions = {}): boolean =>
    passes(cubed, input, { fastMode: false, rtol: 0, atol, ...options });
  expect([1.05e-12, 0.95e-12].map((atol) => check(atol, inFloat64))).toEqual([true, false]);
  expect([2.6e-5, 2.4e-5].map((atol) => check(atol, inFloat32, coarse))).toEqual([true, false]);
  expect([0.0101, 0.0099].map((atol) => check(atol, inFloat64, { eps: 0.1 }))).toEqual([true, false]);
});
