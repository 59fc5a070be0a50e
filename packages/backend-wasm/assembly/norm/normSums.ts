// Sums over runs for normalisations. Inside of short blocks they are taken in single precision, and those are added up in
// double.

import { madd } from "../matmul/gemm";
import { highHalf } from "../reduce";

/** Bytes of a run that are summed up in single precision: sixteen additions per lane. */
const blockBytes: usize = 512;

@inline
function inDouble(total: v128, block: v128): v128 {
  return f64x2.add(total, f64x2.add(f64x2.promote_low_f32x4(block), highHalf(block)));
}

@inline
function across(sums: v128): f64 {
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

/** About the sum: what is missing shows in the first of the moments. */
export function roughSum(x: usize, n: i32): f64 {
  const end = x + (<usize>n << 2);
  const vectors = x + (<usize>(n & ~7) << 2);
  let total = f64x2.splat(0);
  while (x < vectors) {
    const stop = min(vectors, x + blockBytes);
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    for (; x < stop; x += 32) {
      a = f32x4.add(a, v128.load(x));
      b = f32x4.add(b, v128.load(x, 16));
    }
    total = inDouble(total, f32x4.add(a, b));
  }
  let sum = across(total);
  for (; x < end; x += 4) sum += <f64>load<f32>(x);
  return sum;
}

/** Adds the sums of x - centre and of its square to the two doubles at `out`. */
export function addMoments(x: usize, n: i32, centre: f32, out: usize): void {
  const m = f32x4.splat(centre);
  const end = x + (<usize>n << 2);
  const vectors = x + (<usize>(n & ~7) << 2);
  let total = f64x2.splat(0);
  let totalSquares = f64x2.splat(0);
  while (x < vectors) {
    const stop = min(vectors, x + blockBytes);
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    let squaresA = f32x4.splat(0);
    let squaresB = f32x4.splat(0);
    for (; x < stop; x += 32) {
      const first = f32x4.sub(v128.load(x), m);
      const second = f32x4.sub(v128.load(x, 16), m);
      a = f32x4.add(a, first);
      b = f32x4.add(b, second);
      squaresA = madd(first, first, squaresA);
      squaresB = madd(second, second, squaresB);
    }
    total = inDouble(total, f32x4.add(a, b));
    totalSquares = inDouble(totalSquares, f32x4.add(squaresA, squaresB));
  }
  let sum = across(total);
  let squares = across(totalSquares);
  for (; x < end; x += 4) {
    const distance = load<f32>(x) - centre;
    sum += <f64>distance;
    squares += <f64>(distance * distance);
  }
  store<f64>(out, load<f64>(out) + sum);
  store<f64>(out, load<f64>(out, 8) + squares, 8);
}

/** Doubles that the gradient sums up per run: those of g and of g (x - mean). */
export const GRAD_SUMS: usize = 2;

/** -1 in the lanes whose bytes are 0, and 0 where they are 1: what a ReLU lets through. */
@inline
function kept(bytes: v128): v128 {
  return i32x4.add(bytes, i32x4.splat(-1));
}

/** The sums of g and of g (x - mean), two doubles at `out`. If `cuts`, g is first set to 0 where `flat` is 1, and kept at `held`. */
@inline
function sumsOf(cuts: bool, g: usize, flat: usize, x: usize, n: i32, mean: f32, held: usize, out: usize): void {
  const m = f32x4.splat(mean);
  const end = x + (<usize>n << 2);
  const vectors = x + (<usize>(n & ~7) << 2);
  let total = f64x2.splat(0);
  let totalAlong = f64x2.splat(0);
  while (x < vectors) {
    const stop = min(vectors, x + blockBytes);
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    let alongA = f32x4.splat(0);
    let alongB = f32x4.splat(0);
    for (; x < stop; x += 32, g += 32) {
      let first = v128.load(g);
      let second = v128.load(g, 16);
      if (cuts) {
        const bytes = i16x8.extend_low_i8x16_u(v128.load64_zero(flat));
        first = v128.and(first, kept(i32x4.extend_low_i16x8_u(bytes)));
        second = v128.and(second, kept(i32x4.extend_high_i16x8_u(bytes)));
        v128.store(held, first);
        v128.store(held, second, 16);
        flat += 8;
        held += 32;
      }
      a = f32x4.add(a, first);
      b = f32x4.add(b, second);
      alongA = madd(first, f32x4.sub(v128.load(x), m), alongA);
      alongB = madd(second, f32x4.sub(v128.load(x, 16), m), alongB);
    }
    total = inDouble(total, f32x4.add(a, b));
    totalAlong = inDouble(totalAlong, f32x4.add(alongA, alongB));
  }
  if ((n & 4) != 0) {
    let first = v128.load(g);
    if (cuts) {
      first = v128.and(first, kept(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(flat)))));
      v128.store(held, first);
      flat += 4;
      held += 16;
    }
    total = inDouble(total, first);
    totalAlong = inDouble(totalAlong, f32x4.mul(first, f32x4.sub(v128.load(x), m)));
    x += 16;
    g += 16;
  }
  let sum = across(total);
  let along = across(totalAlong);
  for (; x < end; x += 4, g += 4) {
    let value = load<f32>(g);
    if (cuts) {
      // Not a jump, for nobody can foresee it.
      value = select<f32>(0, value, load<u8>(flat++) != 0);
      store<f32>(held, value);
      held += 4;
    }
    sum += <f64>value;
    along += <f64>(value * (load<f32>(x) - mean));
  }
  store<f64>(out, sum);
  store<f64>(out, along, 8);
}

/** The sums of g and of g (x - mean), two doubles at `out`. */
export function gradSums(g: usize, x: usize, n: i32, mean: f32, out: usize): void {
  sumsOf(false, g, 0, x, n, mean, 0, out);
}

/** {@link gradSums} of the gradient through a ReLU, which is 0 where `flat` is 1, and is written to `held`. */
export function heldGradSums(g: usize, flat: usize, x: usize, n: i32, mean: f32, held: usize, out: usize): void {
  sumsOf(true, g, flat, x, n, mean, held, out);
}

/** The same for g times weights of their own for each element. */
export function weightedGradSums(g: usize, weight: usize, x: usize, n: i32, mean: f32, out: usize): void {
  const m = f32x4.splat(mean);
  const end = x + (<usize>n << 2);
  const vectors = x + (<usize>(n & ~7) << 2);
  let total = f64x2.splat(0);
  let totalAlong = f64x2.splat(0);
  while (x < vectors) {
    const stop = min(vectors, x + blockBytes);
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    let alongA = f32x4.splat(0);
    let alongB = f32x4.splat(0);
    for (; x < stop; x += 32, g += 32, weight += 32) {
      const first = f32x4.mul(v128.load(g), v128.load(weight));
      const second = f32x4.mul(v128.load(g, 16), v128.load(weight, 16));
      a = f32x4.add(a, first);
      b = f32x4.add(b, second);
      alongA = madd(first, f32x4.sub(v128.load(x), m), alongA);
      alongB = madd(second, f32x4.sub(v128.load(x, 16), m), alongB);
    }
    total = inDouble(total, f32x4.add(a, b));
    totalAlong = inDouble(totalAlong, f32x4.add(alongA, alongB));
  }
  let sum = across(total);
  let along = across(totalAlong);
  for (; x < end; x += 4, g += 4, weight += 4) {
    const u = load<f32>(g) * load<f32>(weight);
    sum += <f64>u;
    along += <f64>(u * (load<f32>(x) - mean));
  }
  store<f64>(out, sum);
  store<f64>(out, along, 8);
}
