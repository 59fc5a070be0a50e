import { Tensor, tensor, zeros } from "@lumbre/tensor";
import { elementAt, indicesOf, sampledRuns, stridedTensors } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { erf } from "./erf.js";

const floorMod = (a: number, b: number): number => a - Math.floor(a / b) * b;

const binary: Record<string, (a: number, b: number) => number> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  pow: (a, b) => a ** b,
  maximum: Math.max,
  minimum: Math.min,
  remainder: floorMod,
  fmod: (a, b) => a - Math.trunc(a / b) * b,
  floorDivide: (a, b) => Math.floor(a / b),
  atan2: Math.atan2,
  eq: (a, b) => (a === b ? 1 : 0),
  ne: (a, b) => (a === b ? 0 : 1),
  lt: (a, b) => (a < b ? 1 : 0),
  le: (a, b) => (a > b ? 0 : 1),
  gt: (a, b) => (a > b ? 1 : 0),
  ge: (a, b) => (a < b ? 0 : 1),
  logicalAnd: (a, b) => (a && b ? 1 : 0),
  logicalOr: (a, b) => (a || b ? 1 : 0),
  logicalXor: (a, b) => (!a === !b ? 0 : 1),
};

const unary: Record<string, (x: number) => number> = {
  neg: (x) => 0 - x,
  abs: (x) => (x < 0 ? -x : x),
  sign: Math.sign,
  square: (x) => x * x,
  relu: (x) => Math.max(x, 0),
  exp: Math.exp,
  sigmoid: (x) => Math.exp(x) / (Math.exp(x) + 1),
  floor: Math.floor,
  round: (x) => (2 * Math.round(x / 2 - 0.25) === x - 0.5 ? x - 0.5 : Math.floor(x + 0.5)),
  logicalNot: (x) => (x ? 0 : 1),
  isfinite: () => 1,
};

type Method = (other?: Tensor | number) => Tensor;
const call = (x: Tensor, name: string, ...args: (Tensor | number)[]): Tensor =>
  (x as unknown as Record<string, Method>)[name](...(args as [Tensor]));

/** Quarters from -3 to 3: ties, zeros and whole numbers come up often, and float32 holds them exactly. */
const quarters = (x: Tensor): Tensor => x.mul(12).round().div(4);

/** The same view over such values, so that strides, offset and stretched dimensions stay. */
function likeView(x: Tensor, dtype: "float32" | "float64"): Tensor {
  const memory = quarters(tensor(x.storage.buffer as Float64Array)).to(dtype);
  return new Tensor(memory.storage, x.shape, x.strides, x.offset);
}

const operands = fc.record({
  view: stridedTensors({ minSize: 0, maxRank: 3 }),
  dtype: fc.constantFrom("float32" as const, "float64" as const),
  other: fc.constantFrom("view", "dense", "row", "number"),
  swapped: fc.boolean(),
});

function otherOperand(x: Tensor, kind: string): Tensor | number {
  if (kind === "number") return -0.75;
  if (kind === "dense") return x.neg().contiguous();
  if (kind === "row" && x.ndim > 0 && x.shape[0] > 0) return x.select(0, 0);
  return x.ndim > 1 && x.shape[0] === x.shape[1] ? x.transpose(0, 1) : x;
}

const at = (x: Tensor | number, index: number[]): number =>
  typeof x === "number" ? x : elementAt(x, index.slice(index.length - x.ndim));

describe("kernels of two operands, over views of every kind and numbers", () => {
  test.each(Object.keys(binary))("%s", (name) => {
    fc.assert(
      fc.property(operands, ({ view, dtype, other, swapped }) => {
        const x = likeView(view, dtype);
        const y = otherOperand(x, other);
        const [a, b] = swapped && typeof y !== "number" && y.ndim === x.ndim ? [y, x] : [x, y];
        const result = call(a as Tensor, name, b);
        expect(result.shape).toEqual(x.shape);
        for (const index of indicesOf(x.shape)) {
          const exact = binary[name](at(a, index), at(b, index));
          const expected = result.dtype === "float32" ? Math.fround(exact) : exact;
          // Two zeros are the same number here, whatever their signs.
          if (Number.isNaN(expected)) expect(elementAt(result, index)).toBeNaN();
          else expect(elementAt(result, index) + 0).toBe(expected + 0);
        }
      }),
      { numRuns: sampledRuns(60) },
    );
  });
});

describe("kernels of one operand, over views of every kind", () => {
  test.each(Object.keys(unary))("%s", (name) => {
    fc.assert(
      fc.property(operands, ({ view, dtype }) => {
        const x = likeView(view, dtype);
        const result = call(x, name);
        expect(result.shape).toEqual(x.shape);
        for (const index of indicesOf(x.shape)) {
          const expected = unary[name](elementAt(x, index));
          expect(Math.abs(elementAt(result, index) - expected)).toBeLessThanOrEqual(Math.abs(expected) * 1e-7);
        }
      }),
      { numRuns: sampledRuns(60) },
    );
  });
});

describe("relu works on the bits of float32", () => {
  test("for every kind of number, as it does in float64", () => {
    const negativeNaN = new Float32Array(new Uint32Array([0xffc00000, 0xff800001, 0x7fc00000]).buffer);
    expect([...tensor(negativeNaN).relu().readSync()]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    const values = [-Infinity, -3.4e38, -1e-45, -0, 0, 1e-45, 3.4e38, Infinity];
    const data = Float32Array.from(values);
    const expected = [0, 0, 0, 0, 0, data[5], data[6], Infinity];
    expect([...tensor(data).relu().readSync()]).toEqual(expected);
    expect(
      tensor(data)
        .to("float64")
        .relu()
        .eq(tensor(expected, { dtype: "float64" }))
        .all()
        .item(),
    ).toBe(1);
  });
});

describe("erf", () => {
  // From mpmath.erf with 40 digits.
  test.each([
    [1e-300, 1.1283791670955126e-300],
    [1e-8, 1.1283791670955126e-8],
    [0.01, 0.011283415555849618],
    [0.3, 0.3286267594591274],
    [0.7, 0.6778011938374184],
    [1.25, 0.9229001282564582],
    [2.25, 0.9985372834133188],
    [2.4999999, 0.9995930477647266],
    [2.5, 0.999593047982555],
    [2.75, 0.9998993780778804],
    [3.5, 0.9999992569016277],
    [5, 0.9999999999984625],
    [5.9, 0.9999999999999999],
    [6.5, 1],
    [Infinity, 1],
  ])("of %d to 1e-15 of its size", (x, expected) => {
    expect(Math.abs(erf(x) - expected)).toBeLessThanOrEqual(1e-15 * expected);
    expect(erf(-x)).toBe(-erf(x));
  });

  test("rises, and keeps NaN and zero", () => {
    const places = fc.double({ min: -7, max: 7, noNaN: true });
    fc.assert(fc.property(places, places, (x, y) => x > y || erf(x) <= erf(y) + 3e-16));
    expect(erf(Number.NaN)).toBeNaN();
    expect(erf(0)).toBe(0);
  });
});

test("operands of no elements", () => {
  expect(zeros(0, 3).add(zeros(3)).shape).toEqual([0, 3]);
  expect(zeros(2, 0).t().mul(2).shape).toEqual([0, 2]);
  expect(zeros(2, 0).relu().numel()).toBe(0);
});
