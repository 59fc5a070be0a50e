import type { View } from "../../backend/contract.js";
import type { TypedArray } from "../../dtype.js";
import { numel } from "../../shape.js";
import type { BufferPool } from "./bufferPool.js";
import { forEachLine, outputStep } from "./lines.js";
import { arrayOf } from "./strided.js";

/** The largest of `n` elements; a NaN is passed over, because the exponentials will show it anyway. */
function largest(x: TypedArray, i: number, step: number, n: number): number {
  let max = -Infinity;
  for (let k = 0, p = i; k < n; k++, p += step) if (x[p] > max) max = x[p];
  return max;
}

/** `exp(x) / sum(exp(x))` along `dim`. The largest element is taken off first, so that no exponential overflows. */
export function softmax(pool: BufferPool, x: View, dim: number): TypedArray {
  const from = arrayOf(x);
  const out = pool.take(x.dtype, numel(x.shape));
  const n = x.shape[dim];
  const step = x.strides[dim];
  const stepTo = outputStep(x.shape, dim);
  forEachLine(x, dim, (i, o) => {
    const max = largest(from, i, step, n);
    let total = 0;
    for (let k = 0, p = i, q = o; k < n; k++, p += step, q += stepTo) total += out[q] = Math.exp(from[p] - max);
    const scale = 1 / total;
    for (let k = 0, q = o; k < n; k++, q += stepTo) out[q] *= scale;
  });
  return out;
}

/** `x - log(sum(exp(x)))` along `dim`, with the largest element taken off first. */
export function logSoftmax(pool: BufferPool, x: View, dim: number): TypedArray {
  const from = arrayOf(x);
  const out = pool.take(x.dtype, numel(x.shape));
  const n = x.shape[dim];
  const step = x.strides[dim];
  const stepTo = outputStep(x.shape, dim);
  forEachLine(x, dim, (i, o) => {
    const max = largest(from, i, step, n);
    let total = 0;
    for (let k = 0, p = i; k < n; k++, p += step) total += Math.exp(from[p] - max);
    const shift = Math.log(total);
    for (let k = 0, p = i, q = o; k < n; k++, p += step, q += stepTo) out[q] = from[p] - max - shift;
  });
  return out;
}
