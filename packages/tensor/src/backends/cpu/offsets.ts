import type { BufferPool } from "./bufferPool.js";

/**
 * The offsets of all elements of a strided array, in row-major order: the tables that a product's factors are made
 * of. The caller gives the table back to the pool.
 */
export function offsetTable(pool: BufferPool, sizes: readonly number[], strides: readonly number[]): Int32Array {
  const count = sizes.reduce((product, size) => product * size, 1);
  const table = pool.take("int32", count) as Int32Array;
  if (count === 0) return table;
  // Grows from the innermost dimension outwards: each step repeats what is there, moved on by the stride.
  table[0] = 0;
  let filled = 1;
  for (let d = sizes.length - 1; d >= 0; d--) {
    const stride = strides[d];
    for (let i = 1; i < sizes[d]; i++) {
      const to = i * filled;
      for (let t = 0; t < filled; t++) table[to + t] = table[t] + i * stride;
    }
    filled *= sizes[d];
  }
  return table;
}
