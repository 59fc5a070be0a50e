import type { ArgReduceOp, View } from "../../backend/contract.js";
import type { TypedArray } from "../../dtype.js";
import { numel } from "../../shape.js";
import type { BufferPool } from "./bufferPool.js";
import { forEachLine } from "./lines.js";
import { arrayOf } from "./strided.js";

/** The first position of the largest (or smallest) element along `dim`; the first NaN comes before all others. */
export function argReduce(pool: BufferPool, op: ArgReduceOp, x: View, dim: number): TypedArray {
  const from = arrayOf(x);
  const step = x.strides[dim];
  const n = x.shape[dim];
  const find = op === "argmax" ? argmax : argmin;
  const out = pool.take("int32", numel(x.shape.filter((_, d) => d !== dim)));
  let o = 0;
  forEachLine(x, dim, (i) => {
    out[o++] = find(from, i, step, n);
  });
  return out;
}

function argmax(x: TypedArray, i: number, step: number, n: number): number {
  let best = x[i];
  let at = 0;
  for (let k = 1; k < n; k++) {
    const v = x[i + k * step];
    // Once the best is NaN, nothing takes its place: the first one counts.
    if (v > best || (Number.isNaN(v) && !Number.isNaN(best))) {
      best = v;
      at = k;
    }
  }
  return at;
}

function argmin(x: TypedArray, i: number, step: number, n: number): number {
  let best = x[i];
  let at = 0;
  for (let k = 1; k < n; k++) {
    const v = x[i + k * step];
    if (v < best || (Number.isNaN(v) && !Number.isNaN(best))) {
      best = v;
      at = k;
    }
  }
  return at;
}
