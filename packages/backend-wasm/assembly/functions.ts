// Functions of four lanes. The largest errors against float64 over the whole range, as math.test.ts measures them, in
// units of the last place: exp 0.96, expm1 1.42, log 0.75, log1p 1.44, tanh 2.22, sigmoid 1.95, erf 1.06.

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

@inline
function mulAdd(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), c);
}

/** 2 to the power of whole numbers from -126 to 127. */
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/** exp(r) - 1 for |r| <= ln(2) / 2. (The polynomial is that of Cephes' expf.) */
@inline
function expm1Reduced(r: v128): v128 {
  let p = mulAdd(r, splat(1.9875691500e-4), splat(1.3981999507e-3));
  p = mulAdd(p, r, splat(8.3334519073e-3));
  p = mulAdd(p, r, splat(4.1665795894e-2));
  p = mulAdd(p, r, splat(1.6666665459e-1));
  p = mulAdd(p, r, splat(5.0000001201e-1));
  return mulAdd(p, f32x4.mul(r, r), r);
}

/** `x` less `n` times the logarithm of 2. */
@inline
function withoutPowers(x: v128, n: v128): v128 {
  return f32x4.sub(f32x4.sub(x, f32x4.mul(n, splat(ln2High))), f32x4.mul(n, splat(ln2Low)));
}

/** The exponential. The power of 2 is put on in two steps, so that it may be beyond the largest and below the smallest. */
@inline
export function exp4(x: v128): v128 {
  // The comparison that pmin and pmax make is false for NaN, which stays.
  const bounded = f32x4.pmax(f32x4.pmin(x, splat(89)), splat(-104));
  const shifted = mulAdd(bounded, splat(log2e), splat(rounder));
  const r = withoutPowers(bounded, f32x4.sub(shifted, splat(rounder)));
  const y = f32x4.add(expm1Reduced(r), splat(1));
  const n = i32x4.sub(shifted, i32x4.splat(rounderBits));
  const half = i32x4.shr_s(n, 1);
  return f32x4.mul(f32x4.mul(y, powerOfTwo(half)), powerOfTwo(i32x4.sub(n, half)));
}

/** exp(x) for x <= 0, where nothing overflows; what would be denormal is 0. For softmax. */
@inline
export function expNegative(x: v128): v128 {
  const bounded = f32x4.pmax(x, splat(-88));
  const shifted = mulAdd(bounded, splat(log2e), splat(rounder));
  const r = withoutPowers(bounded, f32x4.sub(shifted, splat(rounder)));
  const n = i32x4.sub(shifted, i32x4.splat(rounderBits));
  const y = f32x4.mul(f32x4.add(expm1Reduced(r), splat(1)), powerOfTwo(i32x4.max_s(n, i32x4.splat(-126))));
  return v128.andnot(y, f32x4.lt(x, splat(-87.3)));
}

/** exp(x) - 1, without loss of digits for small x. */
@inline
export function expm14(x: v128): v128 {
  const bounded = f32x4.pmax(f32x4.pmin(x, splat(89)), splat(-18));
  const shifted = mulAdd(bounded, splat(log2e), splat(rounder));
  const n = i32x4.sub(shifted, i32x4.splat(rounderBits));
  const r = withoutPowers(bounded, f32x4.sub(shifted, splat(rounder)));
  const half = powerOfTwo(i32x4.sub(n, i32x4.splat(1)));
  const y = mulAdd(expm1Reduced(r), half, f32x4.sub(half, splat(0.5)));
  const result = f32x4.add(y, y);
  // For the smallest, x itself: halves of denormals lose a bit, and the sum the sign of -0.
  return v128.bitselect(x, result, f32x4.lt(f32x4.abs(x), splat(1e-8)));
}

/** What the logarithms share: x as `2^exponent * (1 + fraction)`, the fraction around 0. */
@inline
function exponentOf(scaled: v128): v128 {
  return i32x4.shr_s(i32x4.sub(scaled, i32x4.splat(0x3f3504f3)), 23);
}

@inline
function fractionOf(scaled: v128): v128 {
  const bits = v128.and(i32x4.sub(scaled, i32x4.splat(0x3f3504f3)), i32x4.splat(0x007fffff));
  return f32x4.sub(i32x4.add(bits, i32x4.splat(0x3f3504f3)), splat(1));
}

/** log(1 + f) - f + f * f / 2 for a fraction. (The polynomial is that of Cephes' logf.) */
@inline
function logRest(f: v128): v128 {
  let p = mulAdd(f, splat(7.0376836292e-2), splat(-1.1514610310e-1));
  p = mulAdd(p, f, splat(1.1676998740e-1));
  p = mulAdd(p, f, splat(-1.2420140846e-1));
  p = mulAdd(p, f, splat(1.4249322787e-1));
  p = mulAdd(p, f, splat(-1.6668057665e-1));
  p = mulAdd(p, f, splat(2.0000714765e-1));
  p = mulAdd(p, f, splat(-2.4999993993e-1));
  p = mulAdd(p, f, splat(3.3333331174e-1));
  return f32x4.mul(f32x4.mul(p, f), f32x4.mul(f, f));
}

/** A logarithm where it has a value, -Infinity at 0, NaN below, and Infinity and NaN as they are. */
@inline
function logLimits(x: v128, result: v128): v128 {
  const finite = v128.bitselect(result, x, f32x4.lt(x, splat(Infinity)));
  const positive = v128.bitselect(splat(NaN), finite, f32x4.lt(x, splat(0)));
  return v128.bitselect(splat(-Infinity), positive, f32x4.eq(x, splat(0)));
}

@inline
export function log4(x: v128): v128 {
  const isTiny = f32x4.lt(x, splat(1.17549435e-38));
  const scaled = v128.bitselect(f32x4.mul(x, splat(8388608)), x, isTiny);
  const e = f32x4.sub(f32x4.convert_i32x4_s(exponentOf(scaled)), v128.and(isTiny, splat(23)));
  const f = fractionOf(scaled);
  const rest = f32x4.sub(mulAdd(e, splat(ln2Low), logRest(f)), f32x4.mul(f32x4.mul(f, f), splat(0.5)));
  return logLimits(x, mulAdd(e, splat(ln2High), f32x4.add(f, rest)));
}

/** log(1 + x): the logarithm of the rounded sum, and what the rounding took away. */
@inline
export function log1p4(x: v128): v128 {
  const sum = f32x4.add(x, splat(1));
  const lost = f32x4.sub(x, f32x4.sub(sum, splat(1)));
  const correction = f32x4.div(lost, sum);
  const result = f32x4.add(log4(sum), correction);
  // At -1 and Infinity there is no correction; the smallest are themselves, -0 among them.
  const isLimit = v128.or(f32x4.eq(sum, splat(0)), f32x4.eq(sum, splat(Infinity)));
  const safe = v128.bitselect(log4(sum), result, isLimit);
  return v128.bitselect(x, safe, f32x4.lt(f32x4.abs(x), splat(1e-8)));
}

/** The hyperbolic tangent, e / (e + 2) with e = exp(2 |x|) - 1. */
@inline
export function tanh4(x: v128): v128 {
  const size = f32x4.pmin(f32x4.abs(x), splat(10));
  const e = expm14(f32x4.add(size, size));
  const y = f32x4.div(e, f32x4.add(e, splat(2)));
  return v128.bitselect(x, y, splat(-0.0));
}

/** 1 / (1 + exp(-x)), from exp(-|x|), which does not overflow. */
@inline
export function sigmoid4(x: v128): v128 {
  const e = exp4(f32x4.neg(f32x4.abs(x)));
  const numerator = v128.bitselect(e, splat(1), f32x4.lt(x, splat(0)));
  return f32x4.div(numerator, f32x4.add(e, splat(1)));
}

/** The error function: a polynomial below 0.93, and above 1 - exp of one. (Coefficients by N. Juffa.) */
@inline
export function erf4(x: v128): v128 {
  const t = f32x4.pmin(f32x4.abs(x), splat(4));
  const s = f32x4.mul(t, t);
  let r = mulAdd(t, splat(-1.72853470e-5), splat(3.83197126e-4));
  r = mulAdd(r, s, mulAdd(t, splat(-3.88396438e-3), splat(2.42546219e-2)));
  r = mulAdd(r, t, splat(-1.06777877e-1));
  r = mulAdd(r, t, splat(-6.34846687e-1));
  r = mulAdd(r, t, splat(-1.28717512e-1));
  r = f32x4.sub(f32x4.mul(r, t), t);
  const large = f32x4.sub(splat(1), exp4(r));
  let p = mulAdd(s, splat(-5.96761703e-4), splat(4.99119423e-3));
  p = mulAdd(p, s, splat(-2.67681349e-2));
  p = mulAdd(p, s, splat(1.12819925e-1));
  p = mulAdd(p, s, splat(-3.76125336e-1));
  p = mulAdd(p, s, splat(1.28379166e-1));
  const small = mulAdd(p, t, t);
  const y = v128.bitselect(large, small, f32x4.gt(t, splat(0.927734375)));
  return v128.bitselect(x, y, splat(-0.0));
}
