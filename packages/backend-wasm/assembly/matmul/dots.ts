// Products with a factor of few rows, as dot products: packing the other factor would take longer than the product.

import { madd } from "./gemm";

/** The dot product of two runs of `k` elements without gaps. */
function dot(x: usize, y: usize, k: i32): f32 {
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  let c = f32x4.splat(0);
  let d = f32x4.splat(0);
  const quads = x + (<usize>(k & ~15) << 2);
  const vectors = x + (<usize>(k & ~3) << 2);
  const end = x + (<usize>k << 2);
  for (; x < quads; x += 64, y += 64) {
    a = madd(v128.load(x), v128.load(y), a);
    b = madd(v128.load(x, 16), v128.load(y, 16), b);
    c = madd(v128.load(x, 32), v128.load(y, 32), c);
    d = madd(v128.load(x, 48), v128.load(y, 48), d);
  }
  for (; x < vectors; x += 16, y += 16) a = madd(v128.load(x), v128.load(y), a);
  a = f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
  a = f32x4.add(a, v128.shuffle<f64>(a, a, 1, 0));
  let sum = f32x4.extract_lane(a, 0) + f32x4.extract_lane(a, 1);
  for (; x < end; x += 4, y += 4) sum += load<f32>(x) * load<f32>(y);
  return sum;
}

/**
 * Columns `begin` to `end` of `a bᵀ`, `a [m, k]`, `b [n, k]`: steps are the bytes from row to row. `bias` has one number
 * per column, or is 0; `relu` sets what is negative to 0.
 */
export function dotRows(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  stepA: usize,
  b: usize,
  stepB: usize,
  bias: usize,
  relu: i32,
  out: usize,
  begin: i32,
  end: i32,
): void {
  for (let j = begin; j < end; j++) {
    const row = b + <usize>j * stepB;
    const shift: f32 = bias ? load<f32>(bias + (<usize>j << 2)) : 0;
    for (let i = 0; i < m; i++) {
      const sum = dot(a + <usize>i * stepA, row, k) + shift;
      store<f32>(out + (<usize>(i * n + j) << 2), relu && sum < 0 ? 0 : sum);
    }
  }
}
