import type { BinaryOp, View } from "../../backend/contract.js";
import type { DType, TypedArray } from "../../dtype.js";
import { numel } from "../../shape.js";
import type { BufferPool } from "./bufferPool.js";
import { arrayOf, forEachRun, mergeDims, rowMajor } from "./strided.js";

const boolOps: ReadonlySet<BinaryOp> = new Set([
  "eq",
  "ne",
  "lt",
  "le",
  "gt",
  "ge",
  "logicalAnd",
  "logicalOr",
  "logicalXor",
]);

/** One run: `n` elements of a and b, each with its step, into `out` from `o` on. */
type Run = (
  a: TypedArray,
  i: number,
  stepA: number,
  b: TypedArray,
  j: number,
  stepB: number,
  out: TypedArray,
  o: number,
  n: number,
) => void;

// A loop of its own per op: a shared loop that calls a function per element is five times slower, because the
// engine cannot inline a callee that varies.
const runs: Record<BinaryOp, Run> = {
  add: (a, i, stepA, b, j, stepB, out, o, n) => {
    for (const end = o + n; o < end; o++, i += stepA, j += stepB) out[o] = a[i] + b[j];
  },
  sub: (a, i, stepA, b, j, stepB, out, o, n) => {
    for (const end = o + n; o < end; o++, i += stepA, j += stepB) out[o] = a[i] - b[j];
  },
  mul: (a, i, stepA, b, j, stepB, out, o, n) => {
    for (const end = o + n; o < end; o++, i += stepA, j += stepB) out[o] = a[i] * b[j];
  },
  div: (a, i, stepA, b, j, stepB, out, o, n) => {
    for (const end = o + n; o < end; o++, i += stepA, j += stepB) out[o] = a[i] / b[j];
  },
  pow: (a, i, stepA, b, j, stepB, out, o, n) => {
    for (const end = o + n; o < end; o++, i += stepA, j += stepB) out[o] = power(a[i], b[j]);
  },
  maximum: (a, i, stepA, b, j, stepB, out, o, n) => {
    for (const end = o + n; o < end; o++, i += stepA, j += stepB) out[o] = Math.max(a[i], b[j]);
  },
  minimum: (a, i, stepA, b, j, stepB, out, o, n) => {
    for (const end = o + n; o < end; o++, i += stepA, j += stepB) out[o] = Math.min(a[i], b[j]);
  },
  remainder: (a, i, stepA, b, j, stepB, out, o, n) => {
    for (const end = o + n; o < end; o++, i += stepA, j += stepB) out[o] = remainder(a[i], b[j]);
  },
  fmod: (a, i, stepA, b, j, stepB, out, o, n) => {
    for (const end = o + n; o < end; o++, i += stepA, j += stepB) out[o] = a[i] % b[j];
  },
  floorDivide: (a, i, stepA, b, j, stepB, out, o, n) => {
    for (const end = o + n; o < end; o++, i += stepA, j += stepB) out[o] = Math.floor(a[i] / b[j]);
  },
  atan2: (a, i, stepA, b, j, stepB, out, o, n) => {
    for (const end = o + n; o < end; o++, i += stepA, j += stepB) out[o] = Math.atan2(a[i], b[j]);
  },
  eq: (a, i, stepA, b, j, stepB, out, o, n) => {
    for (const end = o + n; o < end; o++, i += stepA, j += stepB) out[o] = a[i] === b[j] ? 1 : 0;
  },
  ne: (a, i, stepA, b, j, stepB, out, o, n) => {
    for (const end = o + n; o < end; o++, i += stepA, j += stepB) out[o] = a[i] !== b[j] ? 1 : 0;
  },
  lt: (a, i, stepA, b, j, stepB, out, o, n) => {
    for (const end = o + n; o < end; o++, i += stepA, j += stepB) out[o] = a[i] < b[j] ? 1 : 0;
  },
  le: (a, i, stepA, b, j, stepB, out, o, n) => {
    for (const end = o + n; o < end; o++, i += stepA, j += stepB) out[o] = a[i] <= b[j] ? 1 : 0;
  },
  gt: (a, i, stepA, b, j, stepB, out, o, n) => {
    for (const end = o + n; o < end; o++, i += stepA, j += stepB) out[o] = a[i] > b[j] ? 1 : 0;
  },
  ge: (a, i, stepA, b, j, stepB, out, o, n) => {
    for (const end = o + n; o < end; o++, i += stepA, j += stepB) out[o] = a[i] >= b[j] ? 1 : 0;
  },
  logicalAnd: (a, i, stepA, b, j, stepB, out, o, n) => {
    for (const end = o + n; o < end; o++, i += stepA, j += stepB) out[o] = a[i] !== 0 && b[j] !== 0 ? 1 : 0;
  },
  logicalOr: (a, i, stepA, b, j, stepB, out, o, n) => {
    for (const end = o + n; o < end; o++, i += stepA, j += stepB) out[o] = a[i] !== 0 || b[j] !== 0 ? 1 : 0;
  },
  logicalXor: (a, i, stepA, b, j, stepB, out, o, n) => {
    for (const end = o + n; o < end; o++, i += stepA, j += stepB) out[o] = (a[i] !== 0) !== (b[j] !== 0) ? 1 : 0;
  },
};

/** The remainder with the sign of the divisor, as in Python. */
function remainder(a: number, b: number): number {
  const r = a % b;
  return r !== 0 && r < 0 !== b < 0 ? r + b : r;
}

/** `a ** b` as C's pow has it: 1 to any power, and any number to the power 0, is 1, even for NaN. */
function power(a: number, b: number): number {
  return a === 1 ? 1 : a ** b;
}

/** A scalar as an operand that never moves. */
function scalarArray(value: number): Float64Array {
  return new Float64Array([value]);
}

/** The elementwise functions of two operands. */
export function binary(pool: BufferPool, op: BinaryOp, a: View | number, b: View | number): TypedArray {
  const shaped = (typeof a === "number" ? b : a) as View;
  const { shape } = shaped;
  const dtype: DType = boolOps.has(op) ? "bool" : shaped.dtype;
  const out = pool.take(dtype, numel(shape));
  const still = { strides: shape.map(() => 0), offset: 0 };
  const merged = mergeDims(shape, [
    typeof a === "number" ? still : a,
    typeof b === "number" ? still : b,
    rowMajor(shape),
  ]);
  const arrayA = typeof a === "number" ? scalarArray(a) : arrayOf(a);
  const arrayB = typeof b === "number" ? scalarArray(b) : arrayOf(b);
  const run = runs[op];
  const [stepA, stepB] = merged.steps;
  forEachRun(merged, ([i, j, o]) => run(arrayA, i, stepA, arrayB, j, stepB, out, o, merged.length));
  return out;
}
