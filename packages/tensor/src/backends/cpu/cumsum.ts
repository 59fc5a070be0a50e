import type { View } from "../../backend/contract.js";
import type { TypedArray } from "../../dtype.js";
import { numel } from "../../shape.js";
import type { BufferPool } from "./bufferPool.js";
import { narrowed } from "./integers.js";
import { forEachLine, outputStep } from "./lines.js";
import { arrayOf } from "./strided.js";

/** One line of a scan: `n` elements of x from `i` on, written to `out` from `o` on. */
type Scan = (x: TypedArray, i: number, step: number, n: number, out: TypedArray, o: number, stepTo: number) => void;

const sums: Scan = (x, i, step, n, out, o, stepTo) => {
  let total = 0;
  for (let k = 0; k < n; k++, i += step, o += stepTo) out[o] = total += x[i];
};

const products: Scan = (x, i, step, n, out, o, stepTo) => {
  let total = 1;
  for (let k = 0; k < n; k++, i += step, o += stepTo) out[o] = total *= x[i];
};

/** Whole numbers are gathered as doubles, and have to fit int32 at the end. */
function scan(pool: BufferPool, op: string, x: View, dim: number, scanLine: Scan): TypedArray {
  const from = arrayOf(x);
  const isWhole = x.dtype === "int32";
  const out = pool.take(isWhole ? "float64" : x.dtype, numel(x.shape));
  const n = x.shape[dim];
  const step = x.strides[dim];
  const stepTo = outputStep(x.shape, dim);
  forEachLine(x, dim, (i, o) => scanLine(from, i, step, n, out, o, stepTo));
  return isWhole ? narrowed(pool, op, out) : out;
}

/** The running sum along `dim`, in double precision. */
export function cumsum(pool: BufferPool, x: View, dim: number): TypedArray {
  return scan(pool, "cumsum", x, dim, sums);
}

/** The running product along `dim`, in double precision. */
export function cumprod(pool: BufferPool, x: View, dim: number): TypedArray {
  return scan(pool, "cumprod", x, dim, products);
}
