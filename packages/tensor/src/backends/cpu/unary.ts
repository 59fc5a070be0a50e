import type { UnaryOp, View } from "../../backend/contract.js";
import type { TypedArray } from "../../dtype.js";
import { numel } from "../../shape.js";
import type { BufferPool } from "./bufferPool.js";
import { erf } from "./erf.js";
import { forEachRun, mergeDims, operand, rowMajor } from "./strided.js";

const boolOps: ReadonlySet<UnaryOp> = new Set(["logicalNot", "isnan", "isinf", "isfinite"]);

/** One run: `n` elements of x with their step, into `out` from `o` on. */
type Run = (x: TypedArray, i: number, step: number, out: TypedArray, o: number, n: number) => void;

// A loop of its own for what networks do most: a shared loop that calls a function per element is several times
// slower, because the engine cannot inline a callee that varies.
const runs: Partial<Record<UnaryOp, Run>> = {
  neg: (x, i, step, out, o, n) => {
    for (const end = o + n; o < end; o++, i += step) out[o] = -x[i];
  },
  square: (x, i, step, out, o, n) => {
    for (const end = o + n; o < end; o++, i += step) out[o] = x[i] * x[i];
  },
  sqrt: (x, i, step, out, o, n) => {
    for (const end = o + n; o < end; o++, i += step) out[o] = Math.sqrt(x[i]);
  },
  exp: (x, i, step, out, o, n) => {
    for (const end = o + n; o < end; o++, i += step) out[o] = Math.exp(x[i]);
  },
  relu: (x, i, step, out, o, n) => {
    for (const end = o + n; o < end; o++, i += step) {
      const value = x[i];
      // biome-ignore lint/complexity/useMathMinMax: it costs half of Math.max, and keeps NaN as well
      out[o] = value < 0 ? 0 : value;
    }
  },
};

const functions: Record<Exclude<UnaryOp, "neg" | "square" | "sqrt" | "exp" | "relu">, (x: number) => number> = {
  abs: Math.abs,
  // As in PyTorch, a NaN has no sign.
  sign: (x) => (x > 0 ? 1 : x < 0 ? -1 : 0),
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  log2: Math.log2,
  log10: Math.log10,
  rsqrt: (x) => 1 / Math.sqrt(x),
  reciprocal: (x) => 1 / x,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  erf,
  floor: Math.floor,
  ceil: Math.ceil,
  round: roundHalfEven,
  trunc: Math.trunc,
  logicalNot: (x) => (x === 0 ? 1 : 0),
  isnan: (x) => (Number.isNaN(x) ? 1 : 0),
  isinf: (x) => (Math.abs(x) === Infinity ? 1 : 0),
  isfinite: (x) => (Number.isFinite(x) ? 1 : 0),
};

/** Rounds to the nearest whole number, halves to the even one, as IEEE 754 and PyTorch do. */
function roundHalfEven(x: number): number {
  const below = Math.floor(x);
  if (x - below !== 0.5) return Math.round(x);
  return below % 2 === 0 ? below : below + 1;
}

/**
 * relu over the bits of float32, whose sign bit is that of the whole number: a jump per element would be guessed wrong
 * on random signs. Above 0xff800000, the bits of -Infinity, lie the NaNs with a sign bit.
 */
function reluBits(x: TypedArray, i: number, step: number, out: TypedArray, o: number, n: number): void {
  const from = new Int32Array(x.buffer, x.byteOffset, x.length);
  const to = new Int32Array(out.buffer, out.byteOffset, out.length);
  for (const end = o + n; o < end; o++, i += step) {
    const bits = from[i];
    to[o] = bits >>> 0 > 0xff800000 ? bits : bits & ~(bits >> 31);
  }
}

/** As products of int32, which wrap. */
const integerSquare: Run = (x, i, step, out, o, n) => {
  for (const end = o + n; o < end; o++, i += step) out[o] = Math.imul(x[i], x[i]);
};

/** A loop over a function. */
function runOf(fn: (x: number) => number): Run {
  return (x, i, step, out, o, n) => {
    for (const end = o + n; o < end; o++, i += step) out[o] = fn(x[i]);
  };
}

/** The elementwise functions of one operand. */
export function unary(pool: BufferPool, op: UnaryOp, x: View): TypedArray {
  const { shape, dtype } = x;
  const size = numel(shape);
  const from = operand(x, dtype, shape);
  const out = pool.take(boolOps.has(op) ? "bool" : dtype, size);
  const isFloat32Relu = op === "relu" && dtype === "float32";
  const own = op === "square" && dtype === "int32" ? integerSquare : runs[op];
  const run = isFloat32Relu ? reluBits : (own ?? runOf(functions[op as keyof typeof functions]));
  if (from.step >= 0) {
    run(from.array, from.offset, from.step, out, 0, size);
    return out;
  }
  const merged = mergeDims(shape, [from, rowMajor(shape)]);
  const step = merged.steps[0];
  forEachRun(merged, ([i, o]) => run(from.array, i, step, out, o, merged.length));
  return out;
}
