import type { View } from "../../backend/contract.js";
import type { TypedArray } from "../../dtype.js";
import type { BufferPool } from "./bufferPool.js";
import { arrayOf } from "./strided.js";

/** `[B, M, K] x [B, K, N] -> [B, M, N]`. */
export function matmul(pool: BufferPool, a: View, b: View): TypedArray {
  const [batch, m, k] = a.shape;
  const n = b.shape[2];
  const out = pool.take(a.dtype, batch * m * n);
  const left = arrayOf(a);
  const right = arrayOf(b);
  for (let g = 0; g < batch; g++) {
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let total = 0;
        for (let l = 0; l < k; l++) {
          total +=
            left[a.offset + g * a.strides[0] + i * a.strides[1] + l * a.strides[2]] *
            right[b.offset + g * b.strides[0] + l * b.strides[1] + j * b.strides[2]];
        }
        out[(g * m + i) * n + j] = total;
      }
    }
  }
  return out;
}
