import type { View } from "../../backend/contract.js";
import type { TypedArray } from "../../dtype.js";
import { IndexError } from "../../errors.js";
import { formatShape, numel } from "../../shape.js";
import type { BufferPool } from "./bufferPool.js";
import { copy } from "./copy.js";
import { arrayOf, forEachRun, mergeDims, rowMajor, type Strided } from "./strided.js";

/** Throws unless every index lies in [0, size). */
export function checkIndices(op: string, index: View, dim: number, size: number): void {
  const from = arrayOf(index);
  const runs = mergeDims(index.shape, [index]);
  const step = runs.steps[0];
  forEachRun(runs, ([i]) => {
    for (let n = 0, p = i; n < runs.length; n++, p += step) {
      if (from[p] < 0 || from[p] >= size) {
        throw new IndexError(
          `${op}: index ${from[p]} is out of bounds for dimension ${dim} with size ${size}; index has shape ${formatShape(index.shape)}`,
        );
      }
    }
  });
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
  const [stepFrom, stepAt] = runs.steps;
  forEachRun(runs, ([i, j, o]) => {
    for (let n = 0; n < runs.length; n++) out[o + n] = from[i + n * stepFrom + at[j + n * stepAt] * along];
  });
  return out;
}

/** `target[.., index[.., i, ..], ..] += source[.., i, ..]` along `dim`, in place. */
export function scatterAdd(target: View, dim: number, index: View, source: View): void {
  checkIndices("scatterAdd", index, dim, target.shape[dim]);
  const to = arrayOf(target);
  const at = arrayOf(index);
  const from = arrayOf(source);
  const along = target.strides[dim];
  const runs = mergeDims(index.shape, [withoutDim(target, dim), index, source]);
  const [stepTo, stepAt, stepFrom] = runs.steps;
  forEachRun(runs, ([o, j, i]) => {
    for (let n = 0; n < runs.length; n++) to[o + n * stepTo + at[j + n * stepAt] * along] += from[i + n * stepFrom];
  });
}

/** A copy of x with the source's elements in the places named; of several for one place the last one stays. */
export function scatter(pool: BufferPool, x: View, dim: number, index: View, source: View): TypedArray {
  checkIndices("scatter", index, dim, x.shape[dim]);
  const to = pool.take(x.dtype, numel(x.shape));
  const target: View = { buffer: to, shape: x.shape, ...rowMajor(x.shape), dtype: x.dtype };
  copy(x, target);
  const at = arrayOf(index);
  const from = arrayOf(source);
  const along = target.strides[dim];
  const runs = mergeDims(index.shape, [withoutDim(target, dim), index, source]);
  const [stepTo, stepAt, stepFrom] = runs.steps;
  forEachRun(runs, ([o, j, i]) => {
    for (let n = 0; n < runs.length; n++) to[o + n * stepTo + at[j + n * stepAt] * along] = from[i + n * stepFrom];
  });
  return to;
}
