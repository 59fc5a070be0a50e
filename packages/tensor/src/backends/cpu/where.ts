import type { View } from "../../backend/contract.js";
import type { TypedArray } from "../../dtype.js";
import { numel } from "../../shape.js";
import type { BufferPool } from "./bufferPool.js";
import { forEachRun, mergeDims, operand, rowMajor } from "./strided.js";

/** One run: `n` elements, each operand with its position and step, into `out` from `o` on. */
type Run = (
  test: TypedArray,
  c: number,
  stepTest: number,
  yes: TypedArray,
  i: number,
  stepYes: number,
  no: TypedArray,
  j: number,
  stepNo: number,
  out: TypedArray,
  o: number,
  n: number,
) => void;

const choose: Run = (test, c, stepTest, yes, i, stepYes, no, j, stepNo, out, o, n) => {
  for (const end = o + n; o < end; o++, c += stepTest, i += stepYes, j += stepNo) {
    out[o] = test[c] !== 0 ? yes[i] : no[j];
  }
};

/** {@link choose} over the bits, with a mask: a jump per element would be guessed wrong on random conditions. */
const chooseBits: Run = (test, c, stepTest, yes, i, stepYes, no, j, stepNo, out, o, n) => {
  for (const end = o + n; o < end; o++, c += stepTest, i += stepYes, j += stepNo) {
    const mask = -test[c] >> 31;
    out[o] = (yes[i] & mask) | (no[j] & ~mask);
  }
};

/** The same memory as whole numbers. */
function bitsOf(array: TypedArray): TypedArray {
  return array instanceof Float32Array ? new Int32Array(array.buffer, array.byteOffset, array.length) : array;
}

/** `condition ? a : b`, elementwise. */
export function where(pool: BufferPool, condition: View, a: View | number, b: View | number): TypedArray {
  const { shape } = condition;
  const { dtype } = (typeof a === "number" ? b : a) as View;
  const size = numel(shape);
  const result = pool.take(dtype, size);
  const hasBits = dtype !== "float64";
  const [run, view] = hasBits ? ([chooseBits, bitsOf] as const) : ([choose, (array: TypedArray) => array] as const);
  const test = operand(condition, "bool", shape);
  const left = operand(a, dtype, shape);
  const right = operand(b, dtype, shape);
  const [yes, no, out] = [view(left.array), view(right.array), view(result)];
  const [stepTest, stepYes, stepNo] = [test.step, left.step, right.step];
  if (stepTest >= 0 && stepYes >= 0 && stepNo >= 0) {
    run(test.array, test.offset, stepTest, yes, left.offset, stepYes, no, right.offset, stepNo, out, 0, size);
    return result;
  }
  const runs = mergeDims(shape, [test, left, right, rowMajor(shape)]);
  const [testStep, yesStep, noStep] = runs.steps;
  forEachRun(runs, ([c, i, j, o]) => {
    run(test.array, c, testStep, yes, i, yesStep, no, j, noStep, out, o, runs.length);
  });
  return result;
}
