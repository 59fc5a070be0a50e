import type { UnaryOp, View } from "../../backend/contract.js";
import type { TypedArray } from "../../dtype.js";
import { numel } from "../../shape.js";
import type { BufferPool } from "./bufferPool.js";
import { arrayOf, forEachRun, mergeDims, rowMajor } from "./strided.js";

const boolOps: ReadonlySet<UnaryOp> = new Set(["logicalNot", "isnan", "isinf", "isfinite"]);

const functions: Record<UnaryOp, (x: number) => number> = {
  neg: (x) => -x,
  abs: Math.abs,
  sign: Math.sign,
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  log2: Math.log2,
  log10: Math.log10,
  sqrt: Math.sqrt,
  rsqrt: (x) => 1 / Math.sqrt(x),
  square: (x) => x * x,
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
  relu: (x) => (x < 0 ? 0 : x),
  erf: () => {
    throw new Error("erf: to come");
  },
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
  const rest = x - below;
  if (rest !== 0.5) return Math.round(x);
  return below % 2 === 0 ? below : below + 1;
}

/** The elementwise functions of one operand. */
export function unary(pool: BufferPool, op: UnaryOp, x: View): TypedArray {
  const from = arrayOf(x);
  const out = pool.take(boolOps.has(op) ? "bool" : x.dtype, numel(x.shape));
  const runs = mergeDims(x.shape, [x, rowMajor(x.shape)]);
  const step = runs.steps[0];
  const fn = functions[op];
  forEachRun(runs, ([i, o]) => {
    for (let n = 0, p = i; n < runs.length; n++, p += step) out[o + n] = fn(from[p]);
  });
  return out;
}
