import type { View } from "../../backend/contract.js";
import type { DType, TypedArray } from "../../dtype.js";
import { numel } from "../../shape.js";
import type { BufferPool } from "./bufferPool.js";
import { arrayOf, forEachPlane, mergeDims, rowMajor, type Strided } from "./strided.js";

/** Runs shorter than this are copied by a loop: a call of `set` costs as much as that. */
const shortRun = 24;

/** Rows and columns of a block of a transposed copy: small enough for sizes that are powers of two, whose lines compete for few places in the cache. */
const tile = 8;

/** Writes `source` into `target`, element by element, whatever the layouts. */
export function copy(source: View, target: View): void {
  const from = arrayOf(source);
  const to = arrayOf(target);
  // In the order in which the target lies in memory, which makes the runs as long as they can be.
  const order = byStride(target);
  const runs = mergeDims(pick(target.shape, order), [reordered(source, order), reordered(target, order)]);
  const { length, steps } = runs;
  forEachPlane(runs, ([i, o], rows, rowSteps) => {
    copyPlane(from, i, steps[0], rowSteps[0], to, o, steps[1], rowSteps[1], rows, length);
  });
}

function byStride({ strides }: Strided): number[] {
  return strides.map((_, d) => d).sort((a, b) => strides[b] - strides[a] || a - b);
}

function pick(list: readonly number[], order: readonly number[]): number[] {
  return order.map((d) => list[d]);
}

function reordered({ strides, offset }: Strided, order: readonly number[]): Strided {
  return { strides: pick(strides, order), offset };
}

function copyPlane(
  from: TypedArray,
  i: number,
  step: number,
  rowStep: number,
  to: TypedArray,
  o: number,
  stepTo: number,
  rowStepTo: number,
  rows: number,
  length: number,
): void {
  if (step === 1 && stepTo === 1 && length >= shortRun) {
    for (let r = 0; r < rows; r++, i += rowStep, o += rowStepTo) to.set(from.subarray(i, i + length), o);
  } else if (step === 0 && stepTo === 1 && length >= shortRun) {
    for (let r = 0; r < rows; r++, i += rowStep, o += rowStepTo) to.fill(from[i], o, o + length);
  } else if (rowStep < step && rows > 1) {
    transposePlane(from, i, step, rowStep, to, o, stepTo, rowStepTo, rows, length);
  } else {
    for (let r = 0; r < rows; r++, i += rowStep, o += rowStepTo) copyRun(from, i, step, to, o, stepTo, length);
  }
}

function copyRun(
  from: TypedArray,
  i: number,
  step: number,
  to: TypedArray,
  o: number,
  stepTo: number,
  length: number,
): void {
  for (const end = o + length * stepTo; o < end; i += step, o += stepTo) to[o] = from[i];
}

/**
 * A plane whose rows lie closer together in the source than its columns, block by block: within a block the source is
 * read along its lines, and the lines of the target that are written stay in the cache.
 */
function transposePlane(
  from: TypedArray,
  i: number,
  step: number,
  rowStep: number,
  to: TypedArray,
  o: number,
  stepTo: number,
  rowStepTo: number,
  rows: number,
  length: number,
): void {
  for (let row = 0; row < rows; row += tile) {
    const height = Math.min(tile, rows - row);
    for (let column = 0; column < length; column += tile) {
      const end = Math.min(column + tile, length);
      for (let c = column; c < end; c++) {
        copyRun(from, i + row * rowStep + c * step, rowStep, to, o + row * rowStepTo + c * stepTo, rowStepTo, height);
      }
    }
  }
}

/** Writes one value into every element of `target`. */
export function fill(target: View, value: number): void {
  const to = arrayOf(target);
  const stored = target.dtype === "bool" ? Number(value !== 0) : value;
  const order = byStride(target);
  const runs = mergeDims(pick(target.shape, order), [reordered(target, order)]);
  const { length, steps } = runs;
  forEachPlane(runs, ([o], rows, rowSteps) => fillPlane(to, o, steps[0], rowSteps[0], rows, length, stored));
}

function fillPlane(
  to: TypedArray,
  o: number,
  step: number,
  rowStep: number,
  rows: number,
  length: number,
  value: number,
): void {
  for (let r = 0; r < rows; r++, o += rowStep) {
    if (step === 1 && length >= shortRun) to.fill(value, o, o + length);
    else for (let n = 0, q = o; n < length; n++, q += step) to[q] = value;
  }
}

/** Converts to another dtype. Typed arrays truncate towards zero by themselves; bool tests for not zero. */
export function cast(pool: BufferPool, x: View, dtype: DType): TypedArray {
  const from = arrayOf(x);
  const out = pool.take(dtype, numel(x.shape));
  const runs = mergeDims(x.shape, [x, rowMajor(x.shape)]);
  const { length, steps } = runs;
  const convert = dtype === "bool" ? testRun : copyRun;
  const direct = dtype !== "bool" && steps[0] === 1 && length >= shortRun;
  forEachPlane(runs, ([i, o], rows, rowSteps) => {
    for (let r = 0; r < rows; r++, i += rowSteps[0], o += rowSteps[1]) {
      if (direct) out.set(from.subarray(i, i + length), o);
      else convert(from, i, steps[0], out, o, 1, length);
    }
  });
  return out;
}

function testRun(
  from: TypedArray,
  i: number,
  step: number,
  to: TypedArray,
  o: number,
  stepTo: number,
  length: number,
): void {
  for (const end = o + length * stepTo; o < end; i += step, o += stepTo) to[o] = from[i] !== 0 ? 1 : 0;
}
