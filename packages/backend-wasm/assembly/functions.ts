// Functions of four lanes. The largest errors against float64 over the whole range, as math.test.ts measures them, in
// units of the last place: exp 0.96, expm1 1.42, log 0.75, log1p 1.44, tanh 2.22, sigmoid 1.95, erf 1.06, sin and cos 0.54.

import { highHalf } from "./reduce";

/** 1.5 * 2^23: what is added to it is rounded to whole numbers, which its lowest bits then hold. */
const rounder: f32 = 12582912;
const rounderBits: i32 = 0x4b400000;
const log2e: f32 = 1.4426950408889634;
// The natural logarithm of 2, in a part that multiplies whole numbers exactly, and the rest.
const ln2High: f32 = 0.693359375;
const ln2Low: f32 = -2.12194440e-4;

@inline
function splat(x: f32): v128 {
  return f32x4.splat(x);
}

// Constants are loaded from memory: the engine would make a vector of each anew, of three instructions, or keep it in a
// register that it does not have.
const ROUNDER = memory.data<f32>([12582912]);
const LOG2E = memory.data<f32>([1.4426950408889634]);
// The natural logarithm of 2, in a part that multiplies whole numbers exactly, and the rest.
const LN2_HIGH = memory.data<f32>([0.693359375]);
const LN2_LOW = memory.data<f32>([-2.12194440e-4]);
const LARGEST = memory.data<f32>([89]);
const SMALLEST = memory.data<f32>([-104, -18]);
const NEGATIVE = memory.data<f32>([-88, -87.3]);
const NEGATIVE_EXPONENT = memory.data<i32>([-126]);
const BIAS = memory.data<i32>([127, 1]);
const SIGN = memory.data<i32>([0x80000000]);
const HALF = memory.data<f32>([0.5]);
const ONE = memory.data<f32>([1]);
const TWO = memory.data<f32>([2]);
const TINY = memory.data<f32>([1e-8]);
const INFINITE = memory.data<i32>([0x7f800000, 0xff800000]);
const NOT_A_NUMBER = memory.data<i32>([0x7fc00000]);
/** The smallest float that is not denormal, 2^23, and its exponent. */
const DENORMAL = memory.data<f32>([1.17549435e-38, 8388608, 23]);
/** The bits of the root of 1/2, and those of a fraction. */
const ROOT_HALF = memory.data<i32>([0x3f3504f3, 0x007fffff]);
const EXPM1 = memory.data<f32>([
  1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1,
]);
const LOG = memory.data<f32>([
  7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
]);
const TANH_END = memory.data<f32>([10]);
const ERF_END = memory.data<f32>([4, 0.927734375]);
const ERF_LARGE = memory.data<f32>([
  -1.72853470e-5, 3.83197126e-4, -3.88396438e-3, 2.42546219e-2, -1.06777877e-1, -6.34846687e-1, -1.28717512e-1,
]);
const ERF_SMALL = memory.data<f32>([
  -5.96761703e-4, 4.99119423e-3, -2.67681349e-2, 1.12819925e-1, -3.76125336e-1, 1.28379166e-1,
]);

/** Four times the constant at an address. 1.5 * 2^23, the rounder, rounds what is added to it to whole numbers, which its lowest bits then hold. */
@inline
function at(constant: usize): v128 {
  return v128.load32_splat(constant);
}

@inline
function mulAdd(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), c);
}

/** 2 to the power of whole numbers from -126 to 127. */
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, at(BIAS)), 23);
}

/** exp(r) - 1 for |r| <= ln(2) / 2. (The polynomial is that of Cephes' expf.) */
@inline
function expm1Reduced(r: v128): v128 {
  let p = mulAdd(r, at(EXPM1), at(EXPM1 + 4));
  p = mulAdd(p, r, at(EXPM1 + 8));
  p = mulAdd(p, r, at(EXPM1 + 12));
  p = mulAdd(p, r, at(EXPM1 + 16));
  p = mulAdd(p, r, at(EXPM1 + 20));
  return mulAdd(p, f32x4.mul(r, r), r);
}

/** `x` less `n` times the logarithm of 2. */
@inline
function withoutPowers(x: v128, n: v128): v128 {
  return f32x4.sub(f32x4.sub(x, f32x4.mul(n, at(LN2_HIGH))), f32x4.mul(n, at(LN2_LOW)));
}

/** The exponential. The power of 2 is put on in two steps, so that it may be beyond the largest and below the smallest. */
@inline
export function exp4(x: v128): v128 {
  // The comparison that pmin and pmax make is false for NaN, which stays.
  const bounded = f32x4.pmax(f32x4.pmin(x, at(LARGEST)), at(SMALLEST));
  const shifted = mulAdd(bounded, at(LOG2E), at(ROUNDER));
  const r = withoutPowers(bounded, f32x4.sub(shifted, at(ROUNDER)));
  const y = f32x4.add(expm1Reduced(r), at(ONE));
  const n = i32x4.sub(shifted, at(ROUNDER));
  const half = i32x4.shr_s(n, 1);
  return f32x4.mul(f32x4.mul(y, powerOfTwo(half)), powerOfTwo(i32x4.sub(n, half)));
}

/** exp(x) for x <= 0, where nothing overflows; what would be denormal is 0. For softmax. */
@inline
export function expNegative(x: v128): v128 {
  const bounded = f32x4.pmax(x, at(NEGATIVE));
  const shifted = mulAdd(bounded, at(LOG2E), at(ROUNDER));
  const r = withoutPowers(bounded, f32x4.sub(shifted, at(ROUNDER)));
  const n = i32x4.sub(shifted, at(ROUNDER));
  const y = f32x4.mul(f32x4.add(expm1Reduced(r), at(ONE)), powerOfTwo(i32x4.max_s(n, at(NEGATIVE_EXPONENT))));
  return v128.andnot(y, f32x4.lt(x, at(NEGATIVE + 4)));
}

/** exp(x) - 1, without loss of digits for small x. */
@inline
export function expm14(x: v128): v128 {
  const bounded = f32x4.pmax(f32x4.pmin(x, at(LARGEST)), at(SMALLEST + 4));
  const shifted = mulAdd(bounded, at(LOG2E), at(ROUNDER));
  const n = i32x4.sub(shifted, at(ROUNDER));
  const r = withoutPowers(bounded, f32x4.sub(shifted, at(ROUNDER)));
  const half = powerOfTwo(i32x4.sub(n, at(BIAS + 4)));
  const y = mulAdd(expm1Reduced(r), half, f32x4.sub(half, at(HALF)));
  const result = f32x4.add(y, y);
  // For the smallest, x itself: halves of denormals lose a bit, and the sum the sign of -0.
  return v128.bitselect(x, result, f32x4.lt(f32x4.abs(x), at(TINY)));
}

/** What the logarithms share: x as `2^exponent * (1 + fraction)`, the fraction around 0. */
@inline
function exponentOf(scaled: v128): v128 {
  return i32x4.shr_s(i32x4.sub(scaled, at(ROOT_HALF)), 23);
}

@inline
function fractionOf(scaled: v128): v128 {
  const bits = v128.and(i32x4.sub(scaled, at(ROOT_HALF)), at(ROOT_HALF + 4));
  return f32x4.sub(i32x4.add(bits, at(ROOT_HALF)), at(ONE));
}

/** log(1 + f) - f + f * f / 2 for a fraction. (The polynomial is that of Cephes' logf.) */
@inline
function logRest(f: v128): v128 {
  let p = mulAdd(f, at(LOG), at(LOG + 4));
  p = mulAdd(p, f, at(LOG + 8));
  p = mulAdd(p, f, at(LOG + 12));
  p = mulAdd(p, f, at(LOG + 16));
  p = mulAdd(p, f, at(LOG + 20));
  p = mulAdd(p, f, at(LOG + 24));
  p = mulAdd(p, f, at(LOG + 28));
  p = mulAdd(p, f, at(LOG + 32));
  return f32x4.mul(f32x4.mul(p, f), f32x4.mul(f, f));
}

/** A logarithm where it has a value, -Infinity at 0, NaN below, and Infinity and NaN as they are. */
@inline
function logLimits(x: v128, result: v128): v128 {
  const finite = v128.bitselect(result, x, f32x4.lt(x, at(INFINITE)));
  const positive = v128.bitselect(at(NOT_A_NUMBER), finite, f32x4.lt(x, f32x4.splat(0)));
  return v128.bitselect(at(INFINITE + 4), positive, f32x4.eq(x, f32x4.splat(0)));
}

@inline
export function log4(x: v128): v128 {
  const isTiny = f32x4.lt(x, at(DENORMAL));
  const scaled = v128.bitselect(f32x4.mul(x, at(DENORMAL + 4)), x, isTiny);
  const e = f32x4.sub(f32x4.convert_i32x4_s(exponentOf(scaled)), v128.and(isTiny, at(DENORMAL + 8)));
  const f = fractionOf(scaled);
  const rest = f32x4.sub(mulAdd(e, at(LN2_LOW), logRest(f)), f32x4.mul(f32x4.mul(f, f), at(HALF)));
  return logLimits(x, mulAdd(e, at(LN2_HIGH), f32x4.add(f, rest)));
}

/** log(1 + x): the logarithm of the rounded sum, and what the rounding took away. */
@inline
export function log1p4(x: v128): v128 {
  const sum = f32x4.add(x, at(ONE));
  const lost = f32x4.sub(x, f32x4.sub(sum, at(ONE)));
  const correction = f32x4.div(lost, sum);
  const result = f32x4.add(log4(sum), correction);
  // At -1 and Infinity there is no correction; the smallest are themselves, -0 among them.
  const isLimit = v128.or(f32x4.eq(sum, f32x4.splat(0)), f32x4.eq(sum, at(INFINITE)));
  const safe = v128.bitselect(log4(sum), result, isLimit);
  return v128.bitselect(x, safe, f32x4.lt(f32x4.abs(x), at(TINY)));
}

/** The hyperbolic tangent, e / (e + 2) with e = exp(2 |x|) - 1. */
@inline
export function tanh4(x: v128): v128 {
  const size = f32x4.pmin(f32x4.abs(x), at(TANH_END));
  const e = expm14(f32x4.add(size, size));
  const y = f32x4.div(e, f32x4.add(e, at(TWO)));
  return v128.bitselect(x, y, at(SIGN));
}

/** 1 / (1 + exp(-x)), from exp(-|x|), which does not overflow. */
@inline
export function sigmoid4(x: v128): v128 {
  const e = exp4(f32x4.neg(f32x4.abs(x)));
  const numerator = v128.bitselect(e, at(ONE), f32x4.lt(x, f32x4.splat(0)));
  return f32x4.div(numerator, f32x4.add(e, at(ONE)));
}

/** The error function: a polynomial below 0.93, and above 1 - exp of one. (Coefficients by N. Juffa.) */
@inline
export function erf4(x: v128): v128 {
  const t = f32x4.pmin(f32x4.abs(x), at(ERF_END));
  const s = f32x4.mul(t, t);
  let r = mulAdd(t, at(ERF_LARGE), at(ERF_LARGE + 4));
  r = mulAdd(r, s, mulAdd(t, at(ERF_LARGE + 8), at(ERF_LARGE + 12)));
  r = mulAdd(r, t, at(ERF_LARGE + 16));
  r = mulAdd(r, t, at(ERF_LARGE + 20));
  r = mulAdd(r, t, at(ERF_LARGE + 24));
  r = f32x4.sub(f32x4.mul(r, t), t);
  const large = f32x4.sub(at(ONE), exp4(r));
  let p = mulAdd(s, at(ERF_SMALL), at(ERF_SMALL + 4));
  p = mulAdd(p, s, at(ERF_SMALL + 8));
  p = mulAdd(p, s, at(ERF_SMALL + 12));
  p = mulAdd(p, s, at(ERF_SMALL + 16));
  p = mulAdd(p, s, at(ERF_SMALL + 20));
  const small = mulAdd(p, t, t);
  const y = v128.bitselect(large, small, f32x4.gt(t, at(ERF_END + 4)));
  return v128.bitselect(x, y, at(SIGN));
}

const TWO_OVER_PI = memory.data<f64>([0.6366197723675814]);
// A quarter turn, in a part of 33 bits that multiplies whole numbers up to 2^20 exactly, and the rest.
const QUARTER_HIGH = memory.data<f64>([1.5707963267341256]);
const QUARTER_LOW = memory.data<f64>([6.077100506506192e-11]);
/** Below it a sine is its angle. */
const SMALL_ANGLE = memory.data<f32>([0.000244140625]);
/** The terms of the sine's and of the cosine's series, the last first. */
const SINE = memory.data<f64>([1.0 / 362880, -1.0 / 5040, 1.0 / 120, -1.0 / 6]);
const COSINE = memory.data<f64>([-1.0 / 3628800, 1.0 / 40320, -1.0 / 720, 1.0 / 24, -0.5, 1]);

@inline
function wide(constant: usize): v128 {
  return v128.load64_splat(constant);
}

@inline
function wideMulAdd(a: v128, b: v128, c: v128): v128 {
  return f64x2.add(f64x2.mul(a, b), c);
}

/** True where a whole number is odd, by its half. */
@inline
function isOdd(half: v128): v128 {
  return f64x2.ne(half, f64x2.floor(half));
}

/** The sines of two angles, or those of them and `turn` quarter turns. In double precision, which the reduction needs. */
@inline
function sinWide(x: v128, turn: f64): v128 {
  const n = f64x2.nearest(f64x2.mul(x, wide(TWO_OVER_PI)));
  const r = f64x2.sub(f64x2.sub(x, f64x2.mul(n, wide(QUARTER_HIGH))), f64x2.mul(n, wide(QUARTER_LOW)));
  const s = f64x2.mul(r, r);
  let sine = wideMulAdd(wide(SINE), s, wide(SINE + 8));
  sine = wideMulAdd(sine, s, wide(SINE + 16));
  sine = wideMulAdd(sine, s, wide(SINE + 24));
  sine = wideMulAdd(f64x2.mul(sine, s), r, r);
  let cosine = wideMulAdd(wide(COSINE), s, wide(COSINE + 8));
  cosine = wideMulAdd(cosine, s, wide(COSINE + 16));
  cosine = wideMulAdd(cosine, s, wide(COSINE + 24));
  cosine = wideMulAdd(cosine, s, wide(COSINE + 32));
  cosine = wideMulAdd(cosine, s, wide(COSINE + 40));
  const half = f64x2.mul(f64x2.add(n, f64x2.splat(turn)), f64x2.splat(0.5));
  const y = v128.bitselect(cosine, sine, isOdd(half));
  const isNegative = isOdd(f64x2.mul(f64x2.floor(half), f64x2.splat(0.5)));
  return v128.bitselect(f64x2.neg(y), y, isNegative);
}

@inline
function sinTurned(x: v128, turn: f64): v128 {
  const low = f32x4.demote_f64x2_zero(sinWide(f64x2.promote_low_f32x4(x), turn));
  const high = f32x4.demote_f64x2_zero(sinWide(highHalf(x), turn));
  return v128.shuffle<f32>(low, high, 0, 1, 4, 5);
}

/** The sine of angles up to 2^20. */
@inline
export function sin4(x: v128): v128 {
  return v128.bitselect(x, sinTurned(x, 0), f32x4.lt(f32x4.abs(x), at(SMALL_ANGLE)));
}

/** The cosine of angles up to 2^20: a quarter turn further. */
@inline
export function cos4(x: v128): v128 {
  return sinTurned(x, 1);
}
