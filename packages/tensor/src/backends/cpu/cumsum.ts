import type { View } from "../../backend/contract.js";
import type { TypedArray } from "../../dtype.js";
import { numel } from "../../shape.js";
import type { BufferPool } from "./bufferPool.js";
import { forEachLine, outputStep } from "./lines.js";
import { arrayOf } from "./strided.js";

/** The running sum along `dim`, in double precision. */
export function cumsum(pool: BufferPool, x: View, dim: number): TypedArray {
  const from = arrayOf(x);
  const out = pool.take(x.dtype, numel(x.shape));
  const n = x.shape[dim];
  const step = x.strides[dim];
  const stepTo = outputStep(x.shape, dim);
  forEachLine(x, dim, (i, o) => {
    let total = 0;
    for (let k = 0; k < n; k++) out[o + k * stepTo] = total += from[i + k * step];
  });
  return out;
}

/** The running product along `dim`, in double precision. */
export function cumprod(pool: BufferPool, x: View, dim: number): TypedArray {
  const from = arrayOf(x);
  const out = pool.take(x.dtype, numel(x.shape));
  const n = x.shape[dim];
  const step = x.strides[dim];
  const stepTo = outputStep(x.shape, dim);
  forEachLine(x, dim, (i, o) => {
    let total = 1;
    for (let k = 0; k < n; k++) out[o + k * stepTo] = total *= from[i + k * step];
  });
  return out;
}
