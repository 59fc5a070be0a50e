import type { View } from "../../backend/contract.js";
import type { TypedArray } from "../../dtype.js";
import type { BufferPool } from "./bufferPool.js";
import { gemm } from "./gemm.js";
import { offsetTable } from "./offsets.js";
import { arrayOf } from "./strided.js";

/** Below so many rows or columns, packing would cost more than it saves. */
const minPackedSize = 4;
/** The same for the number of multiplications of one matrix product. */
const minPackedWork = 4096;

/** `[B, M, K] x [B, K, N] -> [B, M, N]`. */
export function matmul(pool: BufferPool, a: View, b: View): TypedArray {
  const [batch, m, k] = a.shape;
  const n = b.shape[2];
  const out = pool.take(a.dtype, batch * m * n);
  if (out.length === 0) return out;
  if (Math.min(m, n) < minPackedSize || m * n * k < minPackedWork) directMatmul(pool, a, b, out);
  else packedMatmul(pool, a, b, out);
  return out;
}

function packedMatmul(pool: BufferPool, a: View, b: View, out: TypedArray): void {
  const [batch, m, k] = a.shape;
  const n = b.shape[2];
  const left = {
    source: arrayOf(a),
    lanes: offsetTable(pool, [m], [a.strides[1]]),
    depths: offsetTable(pool, [k], [a.strides[2]]),
  };
  const right = {
    source: arrayOf(b),
    lanes: offsetTable(pool, [n], [b.strides[2]]),
    depths: offsetTable(pool, [k], [b.strides[1]]),
  };
  const target = {
    array: out,
    rows: offsetTable(pool, [m], [n]),
    columns: offsetTable(pool, [n], [1]),
    accumulate: false,
  };
  for (let g = 0; g < batch; g++) {
    gemm(
      { ...left, offset: a.offset + g * a.strides[0] },
      { ...right, offset: b.offset + g * b.strides[0] },
      { ...target, offset: g * m * n },
    );
  }
  for (const table of [left.lanes, left.depths, right.lanes, right.depths, target.rows, target.columns]) {
    pool.give(table);
  }
}

/** The product straight from memory: row by row where b's rows are contiguous, else as dot products. */
function directMatmul(pool: BufferPool, a: View, b: View, out: TypedArray): void {
  const [batch, m, k] = a.shape;
  const n = b.shape[2];
  const left = arrayOf(a);
  const right = arrayOf(b);
  const [, rowA, stepA] = a.strides;
  const [, stepB, columnB] = b.strides;
  const byRows = columnB < stepB && n > 1;
  const sums = pool.take("float64", byRows ? n : 0);
  for (let g = 0; g < batch; g++) {
    const startB = b.offset + g * b.strides[0];
    for (let i = 0; i < m; i++) {
      const startA = a.offset + g * a.strides[0] + i * rowA;
      const to = (g * m + i) * n;
      if (byRows) {
        addRows(left, startA, stepA, right, startB, stepB, columnB, k, n, sums);
        for (let j = 0; j < n; j++) out[to + j] = sums[j];
      } else {
        for (let j = 0; j < n; j++) out[to + j] = dot(left, startA, stepA, right, startB + j * columnB, stepB, k);
      }
    }
  }
  pool.give(sums);
}

/** `sums[j] = sum over p of a[p] * b[p, j]`, walking b in the order in which it lies in memory. */
function addRows(
  a: TypedArray,
  i: number,
  stepA: number,
  b: TypedArray,
  row: number,
  stepB: number,
  columnB: number,
  k: number,
  n: number,
  sums: TypedArray,
): void {
  sums.fill(0);
  for (let p = 0; p < k; p++, i += stepA, row += stepB) {
    const factor = a[i];
    for (let j = 0, at = row; j < n; j++, at += columnB) sums[j] += factor * b[at];
  }
}

function dot(a: TypedArray, i: number, stepA: number, b: TypedArray, j: number, stepB: number, k: number): number {
  let total = 0;
  for (let p = 0; p < k; p++, i += stepA, j += stepB) total += a[i] * b[j];
  return total;
}
