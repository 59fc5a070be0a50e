import type { BinaryOp, View } from "../../backend/contract.js";
import { type DType, isFloat, type TypedArray } from "../../dtype.js";
import { numel } from "../../shape.js";
import type { BufferPool } from "./bufferPool.js";
import { forEachRun, mergeDims, operand, rowMajor } from "./strided.js";

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
// engine cannot inline a callee that varies. Comparisons are stored as Number(a < b), because a choice between 1 and 0
// compiles to a jump, which random data makes the processor guess wrong.
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
    for (const end = o + n; o < end; o++, i += stepA, j += stepB) out[o] = floorDivide(a[i], b[j]);
  },
  atan2: (a, i, stepA, b, j, stepB, out, o, n) => {
    for (const end = o + n; o < end; o++, i += stepA, j += stepB) out[o] = Math.atan2(a[i], b[j]);
  },
  eq: (a, i, stepA, b, j, stepB, out, o, n) => {
    for (const end = o + n; o < end; o++, i += stepA, j += stepB) out[o] = Number(a[i] === b[j]);
  },
  ne: (a, i, stepA, b, j, stepB, out, o, n) => {
    for (const end = o + n; o < end; o++, i += stepA, j += stepB) out[o] = Number(a[i] !== b[j]);
  },
  lt: (a, i, stepA, b, j, stepB, out, o, n) => {
    for (const end = o + n; o < end; o++, i += stepA, j += stepB) out[o] = Number(a[i] < b[j]);
  },
  le: (a, i, stepA, b, j, stepB, out, o, n) => {
    for (const end = o + n; o < end; o++, i += stepA, j += stepB) out[o] = Number(a[i] <= b[j]);
  },
  gt: (a, i, stepA, b, j, stepB, out, o, n) => {
    for (const end = o + n; o < end; o++, i += stepA, j += stepB) out[o] = Number(a[i] > b[j]);
  },
  ge: (a, i, stepA, b, j, stepB, out, o, n) => {
    for (const end = o + n; o < end; o++, i += stepA, j += stepB) out[o] = Number(a[i] >= b[j]);
  },
  logicalAnd: (a, i, stepA, b, j, stepB, out, o, n) => {
    for (const end = o + n; o < end; o++, i += stepA, j += stepB) out[o] = Number(a[i] !== 0 && b[j] !== 0);
  },
  logicalOr: (a, i, stepA, b, j, stepB, out, o, n) => {
    for (const end = o + n; o < end; o++, i += stepA, j += stepB) out[o] = Number(a[i] !== 0 || b[j] !== 0);
  },
  logicalXor: (a, i, stepA, b, j, stepB, out, o, n) => {
    for (const end = o + n; o < end; o++, i += stepA, j += stepB) out[o] = Number((a[i] !== 0) !== (b[j] !== 0));
  },
};

/** The remainder with the sign of the divisor, as in Python. */
function remainder(a: number, b: number): number {
  const r = a % b;
  return r !== 0 && r < 0 !== b < 0 ? r + b : r;
}

/** The quotient rounded down, from the exact remainder, as in Python: 1 // 0.1 is 9, although 1 / 0.1 rounds to 10. */
function floorDivide(a: number, b: number): number {
  if (b === 0) return a / b;
  const r = a % b;
  const quotient = (a - r) / b - Number(r !== 0 && r < 0 !== b < 0);
  const below = Math.floor(quotient);
  const nearest = quotient - below > 0.5 ? below + 1 : below;
  if (nearest !== 0) return nearest;
  // What is 0 has the quotient's sign, which -1 / -3 does not get from (-1 - -1) / -3.
  const exact = a / b;
  return exact < 0 || Object.is(exact, -0) ? -0 : 0;
}

/** `a ** b` as C's pow has it: 1 to any power, any number to the power 0, and -1 to an infinite one is 1. */
function power(a: number, b: number): number {
  if (a === 1) return 1;
  return a === -1 && (b === Infinity || b === -Infinity) ? 1 : a ** b;
}

/**
 * Products of int32 wrap at 32 bits, as in PyTorch; a double would lose the lowest bits of large ones. The same goes for
 * powers, of bytes as well.
 */
const integerProduct: Run = (a, i, stepA, b, j, stepB, out, o, n) => {
  for (const end = o + n; o < end; o++, i += stepA, j += stepB) out[o] = Math.imul(a[i], b[j]);
};

const integerPower: Run = (a, i, stepA, b, j, stepB, out, o, n) => {
  for (const end = o + n; o < end; o++, i += stepA, j += stepB) out[o] = wholePower(a[i], b[j]);
};

/** `a ** b` modulo 2^32, by squaring. A negative power of anything but 1 and -1 is 0. */
function wholePower(a: number, b: number): number {
  if (b < 0) return a === 1 ? 1 : a === -1 ? (b % 2 === 0 ? 1 : -1) : 0;
  let result = 1;
  for (let square = a; b > 0; b >>>= 1, square = Math.imul(square, square)) {
    if ((b & 1) === 1) result = Math.imul(result, square);
  }
  return result;
}

function runOf(op: BinaryOp, dtype: DType): Run {
  // True and true make true, not 2.
  if (dtype === "bool") return runs[op === "add" ? "logicalOr" : op];
  if (op === "mul" && dtype === "int32") return integerProduct;
  return op === "pow" && !isFloat(dtype) ? integerPower : runs[op];
}

/** The elementwise functions of two operands. */
export function binary(pool: BufferPool, op: BinaryOp, a: View | number, b: View | number): TypedArray {
  const { shape, dtype } = (typeof a === "number" ? b : a) as View;
  const size = numel(shape);
  const out = pool.take(boolOps.has(op) ? "bool" : dtype, size);
  const run = runOf(op, dtype);
  const left = operand(a, dtype, shape);
  const right = operand(b, dtype, shape);
  if (left.step >= 0 && right.step >= 0) {
    run(left.array, left.offset, left.step, right.array, right.offset, right.step, out, 0, size);
    return out;
  }
  const merged = mergeDims(shape, [left, right, rowMajor(shape)]);
  const [stepA, stepB] = merged.steps;
  forEachRun(merged, ([i, j, o]) => run(left.array, i, stepA, right.array, j, stepB, out, o, merged.length));
  return out;
}
