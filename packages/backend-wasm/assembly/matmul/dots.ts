// Products with a factor of few rows, as dot products: packing the other factor would take longer than the product. Its rows
// are read once, as they lie, which is what a linear layer of many weights waits for.

import { scratch } from "../scratch";
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

/**
 * The dot products of 4 rows of A with 2 of B, over a multiple of 16 bytes, to `sums`: 8 numbers, row by row. A function of its own with
 * a single loop, as `gemmTile`.
 */
export function dotTile<T>(a0: usize, stepA: usize, b0: usize, stepB: usize, bytes: usize, sums: usize): void {
  let c00 = v128.splat<f32>(0);
  let c01 = v128.splat<f32>(0);
  let c10 = v128.splat<f32>(0);
  let c11 = v128.splat<f32>(0);
  let c20 = v128.splat<f32>(0);
  let c21 = v128.splat<f32>(0);
  let c30 = v128.splat<f32>(0);
  let c31 = v128.splat<f32>(0);
  let a1 = a0 + stepA;
  let a2 = a1 + stepA;
  let a3 = a2 + stepA;
  let b1 = b0 + stepB;
  for (const end = b0 + bytes; b0 < end; ) {
    const y0 = v128.load(b0);
    const y1 = v128.load(b1);
    let x = v128.load(a0);
    c00 = multiplyAdd<T>(x, y0, c00);
    c01 = multiplyAdd<T>(x, y1, c01);
    x = v128.load(a1);
    c10 = multiplyAdd<T>(x, y0, c10);
    c11 = multiplyAdd<T>(x, y1, c11);
    x = v128.load(a2);
    c20 = multiplyAdd<T>(x, y0, c20);
    c21 = multiplyAdd<T>(x, y1, c21);
    x = v128.load(a3);
    c30 = multiplyAdd<T>(x, y0, c30);
    c31 = multiplyAdd<T>(x, y1, c31);
    a0 += 16;
    a1 += 16;
    a2 += 16;
    a3 += 16;
    b0 += 16;
    b1 += 16;
  }
  const size = sizeof<T>();
  store<T>(sums, sumLanes<T>(c00));
  store<T>(sums, sumLanes<T>(c01), sizeof<T>());
  store<T>(sums + 2 * size, sumLanes<T>(c10));
  store<T>(sums + 3 * size, sumLanes<T>(c11));
  store<T>(sums + 4 * size, sumLanes<T>(c20));
  store<T>(sums + 5 * size, sumLanes<T>(c21));
  store<T>(sums + 6 * size, sumLanes<T>(c30));
  store<T>(sums + 7 * size, sumLanes<T>(c31));
}

/** Adds the products of what is left behind whole vectors, and the bias, and writes the sum. */
@inline
function finish<T>(sum: T, x: usize, y: usize, bytes: usize, shift: T, relu: i32, to: usize): void {
  for (let at: usize = bytes & ~15; at < bytes; at += sizeof<T>()) sum = <T>(sum + load<T>(x + at) * load<T>(y + at));
  sum = <T>(sum + shift);
  store<T>(to, relu && sum < <T>0 ? <T>0 : sum);
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
  const sums = scratch;
  const whole = m & ~3;
  for (let j = begin; j < end; j += 2) {
    const row = b + <usize>j * stepB;
    const count = min(2, end - j);
    // An odd column at the end is taken twice.
    const second: usize = count == 2 ? stepB : 0;
    for (let i = 0; i < whole; i += 4) {
      const rows = a + <usize>i * stepA;
      dotTile<T>(rows, stepA, row, second, bytes & ~15, sums);
      for (let r = 0; r < 4; r++) {
        for (let c = 0; c < count; c++) {
          const sum = load<T>(sums + <usize>(2 * r + c) * sizeof<T>());
          const shift: T = bias ? load<T>(bias + <usize>(j + c) * sizeof<T>()) : <T>0;
          const to = out + <usize>((i + r) * n + j + c) * sizeof<T>();
          finish<T>(sum, rows + <usize>r * stepA, row + <usize>c * stepB, bytes, shift, relu, to);
        }
      }
    }
    for (let c = 0; c < count; c++) {
      const shift: T = bias ? load<T>(bias + <usize>(j + c) * sizeof<T>()) : <T>0;
      for (let i = whole; i < m; i++) {
        const sum = <T>(dot<T>(a + <usize>i * stepA, row + <usize>c * stepB, bytes) + shift);
        store<T>(out + <usize>(i * n + j + c) * sizeof<T>(), relu && sum < <T>0 ? <T>0 : sum);
      }
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
