// Products with a factor of few rows, as dot products: packing the other factor would take longer than the product.

import { multiplyAdd } from "./gemm";

/** The sum of the lanes of a vector. */
@inline
function sumLanes<T>(a: v128): T {
  const other = v128.shuffle<f64>(a, a, 1, 0);
  if (sizeof<T>() == 8) return <T>f64x2.extract_lane(f64x2.add(a, other), 0);
  const sums = f32x4.add(a, other);
  return <T>(f32x4.extract_lane(sums, 0) + f32x4.extract_lane(sums, 1));
}

/** The dot product of two runs of so many bytes without gaps. */
function dot<T>(x: usize, y: usize, bytes: usize): T {
  let a = v128.splat<f32>(0);
  let b = v128.splat<f32>(0);
  let c = v128.splat<f32>(0);
  let d = v128.splat<f32>(0);
  const quads = x + (bytes & ~63);
  const vectors = x + (bytes & ~15);
  const end = x + bytes;
  for (; x < quads; x += 64, y += 64) {
    a = multiplyAdd<T>(v128.load(x), v128.load(y), a);
    b = multiplyAdd<T>(v128.load(x, 16), v128.load(y, 16), b);
    c = multiplyAdd<T>(v128.load(x, 32), v128.load(y, 32), c);
    d = multiplyAdd<T>(v128.load(x, 48), v128.load(y, 48), d);
  }
  for (; x < vectors; x += 16, y += 16) a = multiplyAdd<T>(v128.load(x), v128.load(y), a);
  let sum = sumLanes<T>(v128.add<T>(v128.add<T>(a, b), v128.add<T>(c, d)));
  for (; x < end; x += sizeof<T>(), y += sizeof<T>()) sum = <T>(sum + load<T>(x) * load<T>(y));
  return sum;
}

@inline
function rowsOf<T>(
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
  const bytes = <usize>k * sizeof<T>();
  for (let j = begin; j < end; j++) {
    const row = b + <usize>j * stepB;
    const shift: T = bias ? load<T>(bias + <usize>j * sizeof<T>()) : <T>0;
    for (let i = 0; i < m; i++) {
      const sum = <T>(dot<T>(a + <usize>i * stepA, row, bytes) + shift);
      store<T>(out + <usize>(i * n + j) * sizeof<T>(), relu && sum < <T>0 ? <T>0 : sum);
    }
  }
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
  rowsOf<f32>(m, n, k, a, stepA, b, stepB, bias, relu, out, begin, end);
}

export function dotDoubleRows(
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
  rowsOf<f64>(m, n, k, a, stepA, b, stepB, bias, relu, out, begin, end);
}
