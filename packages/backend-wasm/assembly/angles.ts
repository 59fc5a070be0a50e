// Trigonometric functions of four lanes, and their inverses. The largest errors against float64, as math.test.ts measures
// them, in units of the last place: sin and cos 1.46, tan 0.55, asin 1.3, acos 1.2, atan 1.4, atan2 1.4.

import { at, HALF, INFINITE, mulAdd, ONE, withSign } from "./functions";
import { highHalf } from "./reduce";

const TWO_OVER_PI = memory.data<f64>([0.6366197723675814]);
/** 1.5 * 2^52: what is added to it is rounded to whole numbers, which its lowest bits then hold. */
const WIDE_ROUNDER = memory.data<f64>([6755399441055744]);
// A quarter turn, in a part of 33 bits that multiplies whole numbers up to 2^20 exactly, and the rest.
const QUARTER_HIGH = memory.data<f64>([1.5707963267341256]);
const QUARTER_LOW = memory.data<f64>([6.077100506506192e-11]);
/** Below it a sine is its angle. */
const SMALL_ANGLE = memory.data<f32>([0.000244140625]);
// The polynomials are those of Cephes' sinf and cosf.
const SINE = memory.data<f32>([-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1]);
const COSINE = memory.data<f32>([2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2, -0.5]);
/** The terms of the sine's and of the cosine's series, the last first. */
const WIDE_SINE = memory.data<f64>([1.0 / 362880, -1.0 / 5040, 1.0 / 120, -1.0 / 6]);
const WIDE_COSINE = memory.data<f64>([-1.0 / 3628800, 1.0 / 40320, -1.0 / 720, 1.0 / 24, -0.5, 1]);

@inline
export function wide(constant: usize): v128 {
  return v128.load64_splat(constant);
}

@inline
export function wideMulAdd(a: v128, b: v128, c: v128): v128 {
  return f64x2.add(f64x2.mul(a, b), c);
}

/** Two angles in quarter turns, rounded: whole numbers in the low words. In double precision, which the reduction needs. */
@inline
function quarters(x: v128): v128 {
  return wideMulAdd(x, wide(TWO_OVER_PI), wide(WIDE_ROUNDER));
}

/** What is left of two angles without those. */
@inline
function remaining(x: v128, rounded: v128): v128 {
  const n = f64x2.sub(rounded, wide(WIDE_ROUNDER));
  return f64x2.sub(f64x2.sub(x, f64x2.mul(n, wide(QUARTER_HIGH))), f64x2.mul(n, wide(QUARTER_LOW)));
}

@inline
function narrowed(low: v128, high: v128): v128 {
  return v128.shuffle<f32>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
}

/** The sines of angles up to 2^20, or those of them and `turn` quarter turns. */
@inline
function sinTurned(x: v128, turn: i32): v128 {
  const low = f64x2.promote_low_f32x4(x);
  const high = highHalf(x);
  const lowQuarters = quarters(low);
  const highQuarters = quarters(high);
  const r = narrowed(remaining(low, lowQuarters), remaining(high, highQuarters));
  const n = i32x4.add(v128.shuffle<i32>(lowQuarters, highQuarters, 0, 2, 4, 6), i32x4.splat(turn));
  const z = f32x4.mul(r, r);
  const p = mulAdd(mulAdd(z, at(SINE), at(SINE + 4)), z, at(SINE + 8));
  const sine = mulAdd(f32x4.mul(p, z), r, r);
  const q = mulAdd(mulAdd(z, at(COSINE), at(COSINE + 4)), z, at(COSINE + 8));
  const cosine = f32x4.add(mulAdd(f32x4.mul(q, z), z, f32x4.mul(z, at(COSINE + 12))), at(ONE));
  const isOdd = i32x4.shr_s(i32x4.shl(n, 31), 31);
  const sign = i32x4.shl(i32x4.shr_u(n, 1), 31);
  return v128.xor(v128.bitselect(cosine, sine, isOdd), sign);
}

@inline
export function sin4(x: v128): v128 {
  return v128.bitselect(x, sinTurned(x, 0), f32x4.lt(f32x4.abs(x), at(SMALL_ANGLE)));
}

/** The cosine: a quarter turn further. */
@inline
export function cos4(x: v128): v128 {
  return sinTurned(x, 1);
}

/** Sine over cosine, in double precision: a quotient of rounded ones would have the error of both. */
@inline
function tanWide(x: v128): v128 {
  const rounded = quarters(x);
  const r = remaining(x, rounded);
  const s = f64x2.mul(r, r);
  let sine = wideMulAdd(wide(WIDE_SINE), s, wide(WIDE_SINE + 8));
  sine = wideMulAdd(sine, s, wide(WIDE_SINE + 16));
  sine = wideMulAdd(sine, s, wide(WIDE_SINE + 24));
  sine = wideMulAdd(f64x2.mul(sine, s), r, r);
  let cosine = wideMulAdd(wide(WIDE_COSINE), s, wide(WIDE_COSINE + 8));
  cosine = wideMulAdd(cosine, s, wide(WIDE_COSINE + 16));
  cosine = wideMulAdd(cosine, s, wide(WIDE_COSINE + 24));
  cosine = wideMulAdd(cosine, s, wide(WIDE_COSINE + 32));
  cosine = wideMulAdd(cosine, s, wide(WIDE_COSINE + 40));
  const isOdd = i64x2.shr_s(i64x2.shl(rounded, 63), 63);
  const above = v128.bitselect(f64x2.neg(cosine), sine, isOdd);
  return f64x2.div(above, v128.bitselect(sine, cosine, isOdd));
}

/** The tangent of angles up to 2^20. */
@inline
export function tan4(x: v128): v128 {
  const y = narrowed(tanWide(f64x2.promote_low_f32x4(x)), tanWide(highHalf(x)));
  return v128.bitselect(x, y, f32x4.lt(f32x4.abs(x), at(SMALL_ANGLE)));
}

// Half a turn and a quarter, each with what its rounding to float32 took away.
const HALF_TURN = memory.data<f32>([3.1415927410125732, -8.742277657347586e-8]);
const QUARTER_TURN = memory.data<f32>([1.5707963705062866, -4.371138828673793e-8]);
const ATAN = memory.data<f32>([
  -0.0017935939831659198, 0.010914481244981289, -0.031177613884210587, 0.05795735865831375, -0.08403436839580536,
  0.10952181369066238, -0.14264240860939026, 0.19998548924922943, -0.33333298563957214,
]);
const ASIN = memory.data<f32>([
  0.04221854731440544, 0.02414761297404766, 0.04547709599137306, 0.07495241612195969, 0.16666753590106964,
]);

/** A constant of two parts less `x`. */
@inline
function lessThan(constant: usize, x: v128): v128 {
  return f32x4.sub(at(constant), f32x4.sub(x, at(constant + 4)));
}

/** The angle of points, from the quotient of the smaller coordinate and the larger one. */
@inline
export function atan24(y: v128, x: v128): v128 {
  const height = f32x4.abs(y);
  const width = f32x4.abs(x);
  const least = f32x4.min(height, width);
  const most = f32x4.max(height, width);
  // Two infinities are as long as each other, and so are two zeros, whose angle is 0.
  const quotient = v128.bitselect(at(ONE), f32x4.div(least, most), f32x4.eq(least, at(INFINITE)));
  const t = v128.andnot(quotient, f32x4.eq(most, f32x4.splat(0)));
  const z = f32x4.mul(t, t);
  let p = mulAdd(z, at(ATAN), at(ATAN + 4));
  p = mulAdd(p, z, at(ATAN + 8));
  p = mulAdd(p, z, at(ATAN + 12));
  p = mulAdd(p, z, at(ATAN + 16));
  p = mulAdd(p, z, at(ATAN + 20));
  p = mulAdd(p, z, at(ATAN + 24));
  p = mulAdd(p, z, at(ATAN + 28));
  p = mulAdd(p, z, at(ATAN + 32));
  const angle = mulAdd(f32x4.mul(p, z), t, t);
  const steep = v128.bitselect(lessThan(QUARTER_TURN, angle), angle, f32x4.gt(height, width));
  return withSign(v128.bitselect(lessThan(HALF_TURN, steep), steep, i32x4.shr_s(x, 31)), y);
}

@inline
export function atan4(x: v128): v128 {
  return atan24(x, at(ONE));
}

/** Of arc sines up to 1/2, of x, and above, of the root of half of what is missing to 1: that, and what its arc has more. */
@inline
function chord(size: v128, isLarge: v128): v128 {
  return v128.bitselect(f32x4.sqrt(f32x4.mul(f32x4.sub(at(ONE), size), at(HALF))), size, isLarge);
}

@inline
function arcLessChord(size: v128, isLarge: v128, s: v128): v128 {
  const rest = f32x4.mul(f32x4.sub(at(ONE), size), at(HALF));
  const z = v128.bitselect(rest, f32x4.mul(size, size), isLarge);
  let p = mulAdd(z, at(ASIN), at(ASIN + 4));
  p = mulAdd(p, z, at(ASIN + 8));
  p = mulAdd(p, z, at(ASIN + 12));
  p = mulAdd(p, z, at(ASIN + 16));
  return f32x4.mul(f32x4.mul(p, z), s);
}

/** A constant of two parts less twice the arc of a chord. The chord is taken off first, and what rounding lost put back. */
@inline
function lessArc(constant: usize, s: v128, more: v128): v128 {
  const twice = f32x4.add(s, s);
  const first = f32x4.sub(at(constant), twice);
  const lost = f32x4.sub(f32x4.sub(at(constant), first), twice);
  return f32x4.sub(first, f32x4.sub(f32x4.sub(f32x4.add(more, more), at(constant + 4)), lost));
}

@inline
export function asin4(x: v128): v128 {
  const size = f32x4.abs(x);
  const isLarge = f32x4.gt(size, at(HALF));
  const s = chord(size, isLarge);
  const more = arcLessChord(size, isLarge, s);
  return withSign(v128.bitselect(lessArc(QUARTER_TURN, s, more), f32x4.add(s, more), isLarge), x);
}

@inline
export function acos4(x: v128): v128 {
  const size = f32x4.abs(x);
  const isLarge = f32x4.gt(size, at(HALF));
  const s = chord(size, isLarge);
  const more = arcLessChord(size, isLarge, s);
  const arc = f32x4.add(s, more);
  const large = v128.bitselect(lessArc(HALF_TURN, s, more), f32x4.add(arc, arc), i32x4.shr_s(x, 31));
  return v128.bitselect(large, lessThan(QUARTER_TURN, withSign(arc, x)), isLarge);
}
