import type { View } from "../../backend/contract.js";
import type { TypedArray } from "../../dtype.js";
import { IndexError } from "../../errors.js";
import { contiguousStrides, numel } from "../../shape.js";
import type { BufferPool } from "./bufferPool.js";
import { copy } from "./copy.js";
import { requireInside } from "./integers.js";
import { arrayOf, forEachPlane, forEachRun, mergeDims, rowMajor, type Strided } from "./strided.js";

// All three kernels walk over the index with an operand that lies still along `dim`, where the index tells how far to
// go. An index that is stretched along the inner loop, as for whole rows, has one position for all of it.

/** Throws unless every index lies in [0, size). */
function checkIndices(op: string, index: View, dim: number, size: number): void {
  const from = arrayOf(index);
  // A stretched dimension shows the same indices again.
  const shape = index.shape.map((length, d) => (index.strides[d] === 0 ? Math.min(length, 1) : length));
  const runs = mergeDims(shape, [index]);
  const { length, steps } = runs;
  forEachRun(runs, ([start]) => {
    const wrong = firstOutside(from, start, steps[0], length, size);
    if (wrong !== null) {
      throw new IndexError(`${op}: index ${wrong} is out of bounds for dimension ${dim} with size ${size}`);
    }
  });
}

function firstOutside(from: TypedArray, start: number, step: number, length: number, size: number): number | null {
  for (let n = 0, p = start; n < length; n++, p += step) if (from[p] < 0 || from[p] >= size) return from[p];
  return null;
}

/** A view's layout with no step along `dim`: where the index takes over. */
function withoutDim(view: View, dim: number): Strided {
  return { strides: view.strides.map((stride, d) => (d === dim ? 0 : stride)), offset: view.offset };
}

/** `out[.., i, ..] = x[.., index[.., i, ..], ..]` along `dim`. */
export function gather(pool: BufferPool, x: View, dim: number, index: View): TypedArray {
  checkIndices("gather", index, dim, x.shape[dim]);
  const from = arrayOf(x);
  const at = arrayOf(index);
  const out = pool.take(x.dtype, numel(index.shape));
  const along = x.strides[dim];
  const runs = mergeDims(index.shape, [withoutDim(x, dim), index, rowMajor(index.shape)]);
  const { length, steps } = runs;
  const gatherRun = steps[1] === 0 ? gatherRow : gatherEach;
  forEachPlane(runs, ([i, j, o], rows, rowSteps) => {
    for (let r = 0; r < rows; r++, i += rowSteps[0], j += rowSteps[1], o += rowSteps[2]) {
      gatherRun(from, i, steps[0], at, j, steps[1], along, out, o, length);
    }
  });
  return out;
}

function gatherEach(
  from: TypedArray,
  i: number,
  step: number,
  at: TypedArray,
  j: number,
  indexStep: number,
  along: number,
  out: TypedArray,
  o: number,
  length: number,
): void {
  for (const end = o + length; o < end; o++, i += step, j += indexStep) out[o] = from[i + at[j] * along];
}

function gatherRow(
  from: TypedArray,
  i: number,
  step: number,
  at: TypedArray,
  j: number,
  _indexStep: number,
  along: number,
  out: TypedArray,
  o: number,
  length: number,
): void {
  const start = i + at[j] * along;
  if (step === 1 && length >= 16) out.set(from.subarray(start, start + length), o);
  else for (let n = 0, p = start; n < length; n++, p += step) out[o + n] = from[p];
}

/** Writes or adds one run; see the two below. */
type PutRun = (
  to: TypedArray,
  o: number,
  stepTo: number,
  at: TypedArray,
  j: number,
  indexStep: number,
  along: number,
  from: TypedArray,
  i: number,
  step: number,
  length: number,
) => void;

const addEach: PutRun = (to, o, stepTo, at, j, indexStep, along, from, i, step, length) => {
  for (let n = 0; n < length; n++, o += stepTo, j += indexStep, i += step) to[o + at[j] * along] += from[i];
};

const addRow: PutRun = (to, o, stepTo, at, j, _indexStep, along, from, i, step, length) => {
  for (let n = 0, q = o + at[j] * along; n < length; n++, q += stepTo, i += step) to[q] += from[i];
};

const putEach: PutRun = (to, o, stepTo, at, j, indexStep, along, from, i, step, length) => {
  for (let n = 0; n < length; n++, o += stepTo, j += indexStep, i += step) to[o + at[j] * along] = from[i];
};

const putRow: PutRun = (to, o, stepTo, at, j, _indexStep, along, from, i, step, length) => {
  for (let n = 0, q = o + at[j] * along; n < length; n++, q += stepTo, i += step) to[q] = from[i];
};

function put(each: PutRun, row: PutRun, target: View, dim: number, index: View, source: View): void {
  const to = arrayOf(target);
  const at = arrayOf(index);
  const from = arrayOf(source);
  const along = target.strides[dim];
  const runs = mergeDims(index.shape, [withoutDim(target, dim), index, source]);
  const { length, steps } = runs;
  const putRun = steps[1] === 0 ? row : each;
  forEachPlane(runs, ([o, j, i], rows, rowSteps) => {
    for (let r = 0; r < rows; r++, o += rowSteps[0], j += rowSteps[1], i += rowSteps[2]) {
      putRun(to, o, steps[0], at, j, steps[1], along, from, i, steps[2], length);
    }
  });
}

/** `target[.., index[.., i, ..], ..] += source[.., i, ..]` along `dim`, in place. */
export function scatterAdd(target: View, dim: number, index: View, source: View): void {
  checkIndices("scatterAdd", index, dim, target.shape[dim]);
  if (target.dtype === "int32") addWhole(target, dim, index, source);
  else put(addEach, addRow, target, dim, index, source);
}

/** Sums of whole numbers, in doubles first: nothing is written unless all of them fit. */
function addWhole(target: View, dim: number, index: View, source: View): void {
  const { shape } = target;
  const buffer = new Float64Array(numel(shape));
  const sums: View = { buffer, shape, strides: contiguousStrides(shape), offset: 0, dtype: "float64" };
  copy(target, sums);
  put(addEach, addRow, sums, dim, index, source);
  requireInside("scatterAdd", buffer);
  copy(sums, target);
}

/** {@link scatterAdd} that replaces instead of adding; of several elements for one place the last one stays. */
export function scatter(target: View, dim: number, index: View, source: View): void {
  checkIndices("scatter", index, dim, target.shape[dim]);
  put(putEach, putRow, target, dim, index, source);
}
