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

/** One line of `n` elements of x from `i` on, written to `out` from `o` on. */
type Line = (x: TypedArray, i: number, step: number, n: number, out: TypedArray, o: number, stepTo: number) => void;

// The largest element is taken off first, so that no exponential overflows.
const softmaxLine: Line = (x, i, step, n, out, o, stepTo) => {
  const max = largest(x, i, step, n);
  let total = 0;
  for (let k = 0, q = o; k < n; k++, i += step, q += stepTo) {
    const exp = Math.exp(x[i] - max);
    out[q] = exp;
    total += exp;
  }
  const scale = 1 / total;
  for (let k = 0, q = o; k < n; k++, q += stepTo) out[q] *= scale;
};

const logSoftmaxLine: Line = (x, i, step, n, out, o, stepTo) => {
  const max = largest(x, i, step, n);
  let total = 0;
  for (let k = 0, p = i; k < n; k++, p += step) total += Math.exp(x[p] - max);
  const shift = Math.log(total);
  for (let k = 0, p = i, q = o; k < n; k++, p += step, q += stepTo) out[q] = x[p] - max - shift;
};

function overLines(pool: BufferPool, x: View, dim: number, line: Line): TypedArray {
  const from = arrayOf(x);
  const out = pool.take(x.dtype, numel(x.shape));
  const n = x.shape[dim];
  const step = x.strides[dim];
  const stepTo = outputStep(x.shape, dim);
  forEachLine(x, dim, (i, o) => line(from, i, step, n, out, o, stepTo));
  return out;
}

/** `exp(x) / sum(exp(x))` along `dim`. */
export function softmax(pool: BufferPool, x: View, dim: number): TypedArray {
  return overLines(pool, x, dim, softmaxLine);
}

/** `x - log(sum(exp(x)))` along `dim`. */
export function logSoftmax(pool: BufferPool, x: View, dim: number): TypedArray {
  return overLines(pool, x, dim, logSoftmaxLine);
}
