import { cpu, type DType, fromTypedArray, scope, type Tensor, tensor } from "@lumbre/tensor";
import type { View } from "@lumbre/tensor/backend";
import { apply, defineOp, noGradient } from "@lumbre/tensor/engine";
import { expectTensor, randomTensor, sampledRuns, stridedTensors } from "@lumbre/testing";
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { createWasm } from "../index.js";

const wasm = createWasm({ debug: true });

/** Floats of both signs, evenly over their bits from 2^-149 to 2^128, and even over [-limit, limit]. */
function samples(limit: number): Float32Array {
  const bits = new Int32Array(60_000);
  for (let i = 0; i < bits.length; i++) bits[i] = Math.round((i / bits.length) * 0x7f800000);
  const positive = new Float32Array(bits.buffer);
  const even = Float32Array.from({ length: 60_000 }, (_, i) => limit * ((i * 2.0003) / 60_000 - 1));
  return Float32Array.from([...positive, ...positive.map((x) => -x), ...even]);
}

const spacing = new Float32Array(1);
const spacingBits = new Int32Array(spacing.buffer);

/** From the float nearest to x to the next one. */
function lastPlace(x: number): number {
  spacing[0] = Math.abs(x);
  spacingBits[0] = Math.max(spacingBits[0] & 0x7f800000, 0x00800000);
  return spacing[0] * 2 ** -23;
}

/** The largest error over the samples, in units of the last place; a wrong limit, sign or NaN counts as infinite. */
function worst(actual: ArrayLike<number>, x: ArrayLike<number>, exact: (x: number) => number): number {
  let most = 0;
  for (let i = 0; i < x.length; i++) {
    const wanted = exact(x[i]);
    const rounded = Math.fround(wanted);
    const got = actual[i];
    if (Object.is(got, rounded) || (Number.isNaN(got) && Number.isNaN(rounded))) continue;
    // Where the result rounds to Infinity, the largest float is a unit away.
    const error = Number.isFinite(got) ? Math.abs(got - wanted) / lastPlace(wanted) : 1 + Math.abs(wanted / 3.4e38);
    most = Math.max(most, Number.isFinite(rounded) || Math.abs(got) > 3e38 ? error : Infinity);
  }
  return most;
}

const functions: readonly [name: string, fn: (x: Tensor) => Tensor, limit: number, ulp: number][] = [
  ["exp", (x) => x.exp(), 104, 1.5],
  ["expm1", (x) => x.expm1(), 20, 1.5],
  ["log", (x) => x.log(), 10, 1.5],
  ["log1p", (x) => x.log1p(), 2, 2],
  ["tanh", (x) => x.tanh(), 10, 2],
  ["sigmoid", (x) => x.sigmoid(), 110, 2],
  ["erf", (x) => x.erf(), 4.5, 2],
  ["log2", (x) => x.log2(), 10, 1.6],
  ["log10", (x) => x.log10(), 10, 1.6],
  ["sin", (x) => x.sin(), 20, 1.5],
  ["cos", (x) => x.cos(), 20, 1.5],
  ["tan", (x) => x.tan(), 20, 0.55],
  ["asin", (x) => x.asin(), 1, 2],
  ["acos", (x) => x.acos(), 1, 2],
  ["atan", (x) => x.atan(), 20, 2],
  ["sinh", (x) => x.sinh(), 90, 2],
  ["cosh", (x) => x.cosh(), 90, 2],
  ["rsqrt", (x) => x.rsqrt(), 4, 1.5],
  ["reciprocal", (x) => x.reciprocal(), 4, 0.51],
];

test.each(functions)("%s over all floats, against float64", (_, fn, limit, ulp) => {
  const x = samples(limit);
  // The reference computes in float64 and is as good as exact there.
  const exact = fn(fromTypedArray(Float64Array.from(x), [x.length])).readSync();
  const actual = fn(fromTypedArray(x, [x.length]).to(wasm)).readSync();
  let i = 0;
  expect(worst(actual, x, () => exact[i++])).toBeLessThan(ulp);
});

test("exp of float64, to a unit of the last place", () => {
  const x = Float64Array.from({ length: 60_001 }, (_, i) => -750 + i * 0.0251);
  const limits = [
    0,
    -0,
    1e-320,
    -1e-320,
    709.78,
    709.79,
    1e300,
    -1e300,
    -745.1,
    -745.2,
    Infinity,
    -Infinity,
    Number.NaN,
  ];
  for (const values of [x, Float64Array.from(limits), x.subarray(0, 1), x.subarray(30_000, 30_003)]) {
    const found = fromTypedArray(values.slice(), [values.length]).to(wasm).exp().readSync();
    for (const [i, value] of values.entries()) {
      const exact = Math.exp(value);
      const unit = 2 ** Math.max(-1074, Math.floor(Math.log2(exact)) - 52);
      expect(
        Object.is(found[i], exact) || Math.abs(found[i] - exact) <= 1.01 * unit,
        `exp(${value}) is ${found[i]}`,
      ).toBe(true);
    }
  }
  const strided = randomTensor([5, 7], 1).transpose(0, 1);
  expectTensor(strided.to(wasm).exp().to(cpu), strided.exp(), { rtol: 1e-15 });
});

test.each([
  ["sin", (x: Tensor) => x.sin()],
  ["cos", (x: Tensor) => x.cos()],
  ["tan", (x: Tensor) => x.tan()],
] as const)("%s of angles below 2^20, against float64, without the reference", (_, fn) => {
  const angles = samples(2 ** 20).filter((x) => Math.abs(x) < 2 ** 20);
  const turns = Float32Array.from({ length: 60_000 }, (_, i) => (i * Math.PI) / 2);
  for (const x of [angles, turns]) {
    const exact = fn(fromTypedArray(Float64Array.from(x), [x.length])).readSync();
    const moved = fromTypedArray(x, [x.length]).to(wasm);
    const reference = vi.spyOn(cpu.backend, "unary");
    const actual = fn(moved).readSync();
    expect(reference).not.toHaveBeenCalled();
    reference.mockRestore();
    let i = 0;
    expect(worst(actual, x, () => exact[i++])).toBeLessThan(1.5);
  }
});

test.each(functions)("%s of limits, zeros and NaN", (name, fn) => {
  const x = tensor([
    Number.NaN,
    Infinity,
    -Infinity,
    0,
    -0,
    -1,
    1,
    1e-45,
    -1e-45,
    3.4e38,
    -3.4e38,
    88.72,
    88.73,
    -87.4,
  ]);
  const actual = fn(x.to(wasm)).readSync();
  const expected = fn(x).readSync();
  for (let i = 0; i < expected.length; i++) {
    if (Math.abs(expected[i]) > 1e-37 && Number.isFinite(expected[i]))
      expect(actual[i] / expected[i]).toBeCloseTo(1, 5);
    else expect(Math.abs(actual[i] - expected[i]) < 3e-45 ? expected[i] : actual[i]).toBe(expected[i]);
    // The reference's erf loses the sign of -0.
    if (name !== "erf") expect(Object.is(actual[i], -0)).toBe(Object.is(expected[i], -0));
  }
});

test.each(functions)("%s of all sizes around the vector, at any offset and layout", (_, fn) => {
  for (let n = 0; n < 14; n++) {
    const x = randomTensor([n + 1], n, { dtype: "float32", low: 0.1 });
    scope(() => expectTensor(fn(x.to(wasm).narrow(0, 1, n)), fn(x.narrow(0, 1, n))));
  }
  fc.assert(
    fc.property(stridedTensors(), (view) => {
      const x = view.abs().add(0.1).to("float32");
      const turn = (t: Tensor): Tensor => t.permute(t.shape.map((_, d) => t.ndim - 1 - d));
      scope(() => expectTensor(fn(turn(x.to(wasm))), fn(turn(x))));
    }),
    { numRuns: sampledRuns(20) },
  );
});

const exponents = [0, 1, 2, 3, -1, -2, 0.5, -0.5, 1 / 3, 7.25, -40, 1e10, Infinity, -Infinity, Number.NaN];

test.each(exponents)("powers of %d, against float64", (exponent) => {
  const x = samples(5);
  const exact = fromTypedArray(Float64Array.from(x), [x.length]).pow(Math.fround(exponent)).readSync();
  const actual = fromTypedArray(x, [x.length]).to(wasm).pow(exponent).readSync();
  let i = 0;
  expect(worst(actual, x, () => exact[i++])).toBeLessThan(exponent === 3 ? 1.6 : 0.51);
});

test("powers of all pairs of special numbers", () => {
  const x = tensor([Number.NaN, Infinity, -Infinity, 0, -0, 1, -1, 2, -2, 0.5, -0.5, 3, -3, 1e-40, 3e38, 2.5]);
  const result = x.unsqueeze(1).to(wasm).pow(x.to(wasm)).readSync();
  const expected = x.unsqueeze(1).pow(x).readSync();
  for (let i = 0; i < expected.length; i++) {
    const [base, exponent] = [x.readSync()[Math.floor(i / x.numel())], x.readSync()[i % x.numel()]];
    // Here C and JavaScript differ.
    const isOne = base === -1 && Math.abs(exponent) === Infinity;
    expect([base, exponent, result[i]]).toEqual([base, exponent, isOne ? 1 : expected[i]]);
  }
  expectTensor(x.to(wasm).rpow(2.5), x.rpow(2.5));
});

const pairFunctions: readonly [name: string, fn: (x: Tensor, y: Tensor | number) => Tensor, ulp: number][] = [
  ["pow", (x, y) => x.pow(y), 0.51],
  ["fmod", (x, y) => x.fmod(y), 0],
  ["remainder", (x, y) => x.remainder(y), 0.51],
  ["floorDivide", (x, y) => x.floorDivide(y), 0.51],
  ["atan2", (x, y) => x.atan2(y), 2.1],
];

/** Two operands of every size and sign, far from each other and near. */
function pairs(): [x: Float32Array, y: Float32Array] {
  const all = samples(5);
  const n = all.length;
  const far = Float32Array.from(all, (_, i) => all[(i * 7919) % n]);
  const near = Float32Array.from(all, (x, i) => x * (1 + (i % 101) / 50));
  const ratios = Float32Array.from(all, (x, i) => x / (1 + (i % 4001)));
  return [Float32Array.from([...all, ...all, ...all]), Float32Array.from([...far, ...near, ...ratios])];
}

test.each(pairFunctions)("%s of pairs, against float64", (_, fn, ulp) => {
  const [x, y] = pairs();
  const wide = (values: Float32Array): Tensor => fromTypedArray(Float64Array.from(values), [values.length]);
  const exact = fn(wide(x), wide(y)).readSync();
  const on = (values: Float32Array): Tensor => fromTypedArray(values, [values.length]).to(wasm);
  const actual = fn(on(x), on(y)).readSync();
  let i = 0;
  expect(worst(actual, x, () => exact[i++])).toBeLessThanOrEqual(ulp);
});

const special = [
  Number.NaN,
  Infinity,
  -Infinity,
  0,
  -0,
  1,
  -1,
  2,
  -2,
  0.5,
  -0.5,
  3,
  -3,
  1e-45,
  -1e-40,
  3e38,
  2.5,
  -7.25,
];

test.each(pairFunctions.slice(1))("%s of all pairs of special numbers, and with numbers", (name, fn) => {
  const x = tensor(special);
  const result = fn(x.unsqueeze(1).to(wasm), x.to(wasm)).readSync();
  const expected = fn(x.unsqueeze(1), x).readSync();
  for (let i = 0; i < expected.length; i++) {
    const [a, b] = [special[Math.floor(i / special.length)], special[i % special.length]];
    const [got, wanted] = [result[i], expected[i]];
    const isClose = Math.abs(got - wanted) <= Math.abs(wanted) * 2e-7 + 3e-45;
    expect([a, b, isClose ? wanted : got]).toEqual([a, b, wanted]);
    // A quotient rounded down to 0 has the sign of the quotient, as in PyTorch.
    if (name !== "floorDivide") expect([a, b, Object.is(got, -0)]).toEqual([a, b, Object.is(wanted, -0)]);
  }
  for (const n of [0, 1, 2, 3, 4, 5, 7, 8, 9, 17]) {
    const y = randomTensor([n + 1, 3], n, { dtype: "float32" });
    const other = randomTensor([n + 1, 3], n + 1, { dtype: "float32" });
    const close = { rtol: 1e-6, atol: 1e-6 };
    scope(() => {
      expectTensor(fn(y.to(wasm), other.to(wasm)), fn(y, other), close);
      expectTensor(fn(y.to(wasm).narrow(0, 1, n), 0.7), fn(y.narrow(0, 1, n), 0.7), close);
      expectTensor(fn(y.t().to(wasm), other.to(wasm).t()), fn(y.t(), other.t()), close);
      expectTensor(
        fn(y.to(wasm), other.to(wasm).select(1, 0).unsqueeze(1)),
        fn(y, other.select(1, 0).unsqueeze(1)),
        close,
      );
    });
  }
});

test("angles of any size among others", () => {
  const x = tensor([1, 1e10, -3e38, Infinity, Number.NaN, 2 ** 20, -(2 ** 21), 0.5, 3]);
  for (const fn of [(t: Tensor) => t.sin(), (t: Tensor) => t.cos(), (t: Tensor) => t.tan()])
    expectTensor(fn(x.to(wasm)), fn(x), { rtol: 2e-7, atol: 1e-8 });
});

test("so many elements that the work is shared", () => {
  const x = randomTensor([70_001], 1, { dtype: "float32", low: 0.1 });
  for (const [, fn] of functions) expectTensor(fn(x.to(wasm)), fn(x));
  for (const [, fn] of pairFunctions) expectTensor(fn(x.to(wasm), 1.7), fn(x, 1.7));
});

const dtypes: readonly DType[] = ["float32", "float64", "int32", "uint8", "bool"];

/** The kernel itself, which `to` does not ask for floats that an integer dtype cannot hold. */
const castOp = defineOp<{ readonly dtype: DType }>({
  name: "cast",
  shape: ([x]) => (x as Tensor).shape,
  dtype: (_, { dtype }) => dtype,
  forward: (kernels, [x], { dtype }) => kernels.cast(x as Tensor & View, dtype),
  grad: noGradient("a test"),
});
const cast = (x: Tensor, dtype: DType): Tensor => apply(castOp, [x], { dtype });

test("casts between all dtypes, of all sizes and layouts, and out of range", () => {
  const values = [0, -0, 1, -1, 2.9, -2.9, 255, 256, 300.5, -300.5, 2147483520, 2147483648, -2147483648, -2147483904];
  const odd = [4294967296, 4294968320, 1e20, -1e20, 3e38, Number.NaN, Infinity, -Infinity, 1e-45];
  for (const from of dtypes) {
    for (const to of dtypes) {
      const x = cast(tensor([...values, ...odd], { dtype: "float32" }), from);
      scope(() => expectTensor(cast(x.to(wasm), to), cast(x, to), { rtol: 0, atol: 0 }));
      for (const n of [0, 1, 2, 3, 4, 5, 15, 16, 17, 19]) {
        const wide = cast(randomTensor([n + 1, 3], n, { low: -300, high: 300 }), from);
        scope(() => {
          expectTensor(cast(wide.to(wasm).narrow(0, 1, n), to), cast(wide.narrow(0, 1, n), to));
          expectTensor(cast(wide.to(wasm).t(), to), cast(wide.t(), to));
        });
      }
    }
  }
  const many = randomTensor([200_001], 1, { dtype: "float32", low: -300, high: 300 });
  for (const dtype of dtypes) expectTensor(cast(many.to(wasm), dtype), cast(many, dtype));
});
