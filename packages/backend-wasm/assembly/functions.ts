// Functions of four lanes. The largest errors against float64 over the whole range, as math.test.ts measures them, in
// units of the last place: exp 0.98, expm1 1.41, log 0.75, log1p 1.44, log2 1.15, log10 0.88, tanh 1.50, sigmoid 1.88,
// erf 1.13, sinh 1.5, cosh 1.4.

// Constants are loaded from memory: the engine would make a vector of each anew, of three instructions, or keep it in a
// register that it does not have.
const LOG2E = memory.data<f32>([1.4426950408889634]);
// The natural logarithm of 2, in a part that multiplies whole numbers exactly, and the rest.
const LN2_HIGH = memory.data<f32>([0.693359375]);
const LN2_LOW = memory.data<f32>([-2.12194440e-4]);
const LARGEST = memory.data<f32>([89]);
const SMALLEST = memory.data<f32>([-104, -18]);
const NEGATIVE = memory.data<f32>([-88]);
/** Where half an exponential is 0, and infinite. */
const HALF_ENDS = memory.data<f32>([-87.3, 89.4]);
/** Rounders whose lowest bits are the exponent of 2^n, 2^(n - 1), 2^(n - 2) and 2^(n + 64), and twice that of 2^(n / 2). */
const TO_POWER = memory.data<f32>([12583039, 12583038, 12583037, 12583103, 12583166]);
const TINY_POWER = memory.data<f32>([5.421010862427522e-20]);
export const SIGN = memory.data<i32>([0x80000000]);
export const HALF = memory.data<f32>([0.5]);
export const ONE = memory.data<f32>([1]);
export const TWO = memory.data<f32>([2]);
const TINY = memory.data<f32>([1e-8]);
export const INFINITE = memory.data<i32>([0x7f800000, 0xff800000]);
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
/** Where the hyperbolic tangent is 1, and up to where it is a series. */
const TANH_END = memory.data<f32>([10, 0.625]);
const TANH = memory.data<f32>([
  -5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1,
]);
const ERF_END = memory.data<f32>([4, 0.927734375]);
const ERF_LARGE = memory.data<f32>([
  -1.72853470e-5, 3.83197126e-4, -3.88396438e-3, 2.42546219e-2, -1.06777877e-1, -6.34846687e-1, -1.28717512e-1,
]);
const ERF_SMALL = memory.data<f32>([
  -5.96761703e-4, 4.99119423e-3, -2.67681349e-2, 1.12819925e-1, -3.76125336e-1, 1.28379166e-1,
]);

/** Four times the constant at an address. 1.5 * 2^23, the rounder, rounds what is added to it to whole numbers, which its lowest bits then hold. With an exponent's bias added they are the exponent of a power of 2. */
@inline
export function at(constant: usize): v128 {
  return v128.load32_splat(constant);
}

@inline
export function mulAdd(a: v128, b: v128, c: v128): v128 {
  return f32x4.relaxed_madd(a, b, c);
}

/** `x - a * b`. */
@inline
export function without(x: v128, a: v128, b: v128): v128 {
  return f32x4.relaxed_nmadd(a, b, x);
}

/** `y` with the sign of `x`. */
@inline
export function withSign(y: v128, x: v128): v128 {
  return v128.bitselect(x, y, at(SIGN));
}

/**
 * The polynomial `(a x + b) y^2 + (c x + d) y + e x + f` of the six coefficients from an address on, for y = x * x. Steps one
 * after the other, as in Horner's scheme, would have the processor wait for each.
 */
@inline
function fifthDegree(coefficients: usize, x: v128, y: v128): v128 {
  const first = mulAdd(x, at(coefficients), at(coefficients + 4));
  const second = mulAdd(x, at(coefficients + 8), at(coefficients + 12));
  const third = mulAdd(x, at(coefficients + 16), at(coefficients + 20));
  return mulAdd(mulAdd(first, y, second), y, third);
}

/** That of ten coefficients, the highest power first, for y = x * x and z = y * y. */
@inline
export function ninthDegree(coefficients: usize, x: v128, y: v128, z: v128): v128 {
  const first = mulAdd(x, at(coefficients), at(coefficients + 4));
  const second = mulAdd(x, at(coefficients + 8), at(coefficients + 12));
  const third = mulAdd(x, at(coefficients + 16), at(coefficients + 20));
  const fourth = mulAdd(x, at(coefficients + 24), at(coefficients + 28));
  const fifth = mulAdd(x, at(coefficients + 32), at(coefficients + 36));
  return mulAdd(mulAdd(first, z, mulAdd(second, y, third)), z, mulAdd(fourth, y, fifth));
}

/** The power of 2 whose exponent is in the lowest bits of what a rounder has rounded. */
@inline
function powerOf(rounded: v128): v128 {
  return i32x4.shl(rounded, 23);
}

/** exp(r) - 1 for |r| <= ln(2) / 2. (The polynomial is that of Cephes' expf.) */
@inline
function expm1Reduced(r: v128): v128 {
  const y = f32x4.mul(r, r);
  return mulAdd(fifthDegree(EXPM1, r, y), y, r);
}

/** `x` less `n` times the logarithm of 2. */
@inline
function withoutPowers(x: v128, n: v128): v128 {
  return without(without(x, n, at(LN2_HIGH)), n, at(LN2_LOW));
}

/** The exponential. The power of 2 is put on in two steps, so that it may be beyond the largest and below the smallest. */
@inline
export function exp4(x: v128): v128 {
  // The comparison that pmin and pmax make is false for NaN, which stays.
  const bounded = f32x4.pmax(f32x4.pmin(x, at(LARGEST)), at(SMALLEST));
  const shifted = mulAdd(bounded, at(LOG2E), at(TO_POWER + 16));
  const r = withoutPowers(bounded, f32x4.sub(shifted, at(TO_POWER + 16)));
  const y = f32x4.add(expm1Reduced(r), at(ONE));
  const half = i32x4.shr_u(shifted, 1);
  return f32x4.mul(f32x4.mul(y, powerOf(half)), powerOf(i32x4.sub(shifted, half)));
}

/** exp(x) for x <= 0, where nothing overflows; 0 from 2^-127.5 on. For softmax. */
@inline
export function expNegative(x: v128): v128 {
  const bounded = f32x4.pmax(x, at(NEGATIVE));
  const shifted = mulAdd(bounded, at(LOG2E), at(TO_POWER));
  const r = withoutPowers(bounded, f32x4.sub(shifted, at(TO_POWER)));
  const power = powerOf(shifted);
  return mulAdd(expm1Reduced(r), power, power);
}

/** exp(x) / 2: 0 below -87, and infinite from 89.07 on. */
@inline
export function halfExp(x: v128): v128 {
  const bounded = f32x4.pmax(f32x4.pmin(x, at(HALF_ENDS + 4)), at(HALF_ENDS));
  const shifted = mulAdd(bounded, at(LOG2E), at(TO_POWER + 4));
  const r = withoutPowers(bounded, f32x4.sub(shifted, at(TO_POWER + 4)));
  return f32x4.mul(f32x4.add(expm1Reduced(r), at(ONE)), powerOf(shifted));
}

/** exp(x) - 1, without loss of digits for small x. */
@inline
export function expm14(x: v128): v128 {
  const bounded = f32x4.pmax(f32x4.pmin(x, at(LARGEST)), at(SMALLEST + 4));
  const shifted = mulAdd(bounded, at(LOG2E), at(TO_POWER + 4));
  const r = withoutPowers(bounded, f32x4.sub(shifted, at(TO_POWER + 4)));
  const half = powerOf(shifted);
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
  const y = f32x4.mul(f, f);
  const first = mulAdd(f, at(LOG + 4), at(LOG + 8));
  const second = mulAdd(f, at(LOG + 12), at(LOG + 16));
  const third = mulAdd(f, at(LOG + 20), at(LOG + 24));
  const fourth = mulAdd(f, at(LOG + 28), at(LOG + 32));
  const high = mulAdd(mulAdd(y, at(LOG), first), f32x4.mul(y, y), mulAdd(second, y, third));
  return f32x4.mul(f32x4.mul(mulAdd(high, y, fourth), f), y);
}

/** A logarithm where it has a value, -Infinity at 0, NaN below, and Infinity and NaN as they are. */
@inline
function logLimits(x: v128, result: v128): v128 {
  const finite = v128.bitselect(result, x, f32x4.lt(x, at(INFINITE)));
  const positive = v128.bitselect(at(NOT_A_NUMBER), finite, f32x4.lt(x, f32x4.splat(0)));
  return v128.bitselect(at(INFINITE + 4), positive, f32x4.eq(x, f32x4.splat(0)));
}

/** The exponent of a positive number, for which it may have to be scaled: denormals have none. */
@inline
function scaledUp(x: v128): v128 {
  return v128.bitselect(f32x4.mul(x, at(DENORMAL + 4)), x, f32x4.lt(x, at(DENORMAL)));
}

@inline
export function wholeExponent(x: v128): v128 {
  const unscaled = v128.and(f32x4.lt(x, at(DENORMAL)), at(DENORMAL + 8));
  return f32x4.sub(f32x4.convert_i32x4_s(exponentOf(scaledUp(x))), unscaled);
}

@inline
export function fractionAround(x: v128): v128 {
  return fractionOf(scaledUp(x));
}

/** log(1 + f) - f. */
@inline
function logCorrection(f: v128): v128 {
  return without(logRest(f), f32x4.mul(f, f), at(HALF));
}

@inline
export function log4(x: v128): v128 {
  const e = wholeExponent(x);
  const f = fractionAround(x);
  const rest = without(mulAdd(e, at(LN2_LOW), logRest(f)), f32x4.mul(f, f), at(HALF));
  return logLimits(x, mulAdd(e, at(LN2_HIGH), f32x4.add(f, rest)));
}

/** Less 1, the logarithms of e to base 2; to base 10 that of 2 and of e, in a part of few digits and the rest each. */
const LOG2_OF_E = memory.data<f32>([0.4426950408889634]);
const LOG10_OF_2 = memory.data<f32>([3.0078125e-1, 2.48745663981195213739e-4]);
const LOG10_OF_E = memory.data<f32>([4.3359375e-1, 7.00731903251827651129e-4]);

@inline
export function log24(x: v128): v128 {
  const f = fractionAround(x);
  const rest = logCorrection(f);
  const scaled = mulAdd(f, at(LOG2_OF_E), f32x4.mul(rest, at(LOG2_OF_E)));
  return logLimits(x, f32x4.add(f32x4.add(f32x4.add(scaled, rest), f), wholeExponent(x)));
}

@inline
export function log104(x: v128): v128 {
  const f = fractionAround(x);
  const rest = logCorrection(f);
  const e = wholeExponent(x);
  let y = f32x4.mul(f32x4.add(rest, f), at(LOG10_OF_E + 4));
  y = mulAdd(rest, at(LOG10_OF_E), y);
  y = mulAdd(e, at(LOG10_OF_2 + 4), y);
  y = mulAdd(f, at(LOG10_OF_E), y);
  return logLimits(x, mulAdd(e, at(LOG10_OF_2), y));
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

/**
 * log(1 + x) for x from 0 to 1: the logarithm of the rounded sum, and what the rounding took away, divided by the sum or
 * nearly so.
 */
@inline
export function logOfSum(x: v128): v128 {
  const sum = f32x4.add(x, at(ONE));
  const lost = f32x4.sub(x, f32x4.sub(sum, at(ONE)));
  const e = f32x4.convert_i32x4_s(exponentOf(sum));
  const f = fractionOf(sum);
  const correction = f32x4.mul(lost, without(at(ONE), x, at(HALF)));
  const rest = without(mulAdd(e, at(LN2_LOW), logRest(f)), f32x4.mul(f, f), at(HALF));
  return mulAdd(e, at(LN2_HIGH), f32x4.add(f, f32x4.add(rest, correction)));
}

/** From here on hyperbolic functions are infinite. */
const HYPERBOLIC_END = memory.data<f32>([90]);
const SIXTEENTH = memory.data<f32>([0.0625]);
const SINH = memory.data<f32>([2.03721912945e-4, 8.33028376239e-3, 1.66667160211e-1]);

/** exp(x) / 4 for x >= 0: sums and differences of exponentials are finite further than an exponential. */
@inline
function quarterExp(x: v128): v128 {
  const bounded = f32x4.pmin(x, at(HYPERBOLIC_END));
  const shifted = mulAdd(bounded, at(LOG2E), at(TO_POWER + 8));
  const r = withoutPowers(bounded, f32x4.sub(shifted, at(TO_POWER + 8)));
  return f32x4.mul(f32x4.add(expm1Reduced(r), at(ONE)), powerOf(shifted));
}

@inline
export function cosh4(x: v128): v128 {
  const e = quarterExp(f32x4.abs(x));
  const y = f32x4.add(e, f32x4.div(at(SIXTEENTH), e));
  return f32x4.add(y, y);
}

/** The hyperbolic sine; a series up to 1, where the difference would lose digits. (The polynomial is that of Cephes' sinhf.) */
@inline
export function sinh4(x: v128): v128 {
  const size = f32x4.abs(x);
  const e = quarterExp(size);
  const half = f32x4.sub(e, f32x4.div(at(SIXTEENTH), e));
  const z = f32x4.mul(x, x);
  const p = mulAdd(mulAdd(z, at(SINH), at(SINH + 4)), z, at(SINH + 8));
  const series = mulAdd(f32x4.mul(p, z), size, size);
  return withSign(v128.bitselect(series, f32x4.add(half, half), f32x4.le(size, at(ONE))), x);
}

/** The hyperbolic tangent, e / (e + 2) with e = exp(2 |x|) - 1; a series for small x. (The polynomial is that of Cephes' tanhf.) */
@inline
export function tanh4(x: v128): v128 {
  const size = f32x4.pmin(f32x4.abs(x), at(TANH_END));
  const e = expm14(f32x4.add(size, size));
  const y = f32x4.div(e, f32x4.add(e, at(TWO)));
  const z = f32x4.mul(size, size);
  let p = mulAdd(z, at(TANH), at(TANH + 4));
  p = mulAdd(p, z, at(TANH + 8));
  p = mulAdd(p, z, at(TANH + 12));
  p = mulAdd(p, z, at(TANH + 16));
  const series = mulAdd(f32x4.mul(p, z), size, size);
  return withSign(v128.bitselect(series, y, f32x4.lt(size, at(TANH_END + 4))), x);
}

/** exp(-|x|), denormal numbers included. */
@inline
function expBelow(x: v128): v128 {
  const bounded = f32x4.pmax(v128.or(x, at(SIGN)), at(SMALLEST));
  const shifted = mulAdd(bounded, at(LOG2E), at(TO_POWER + 12));
  const r = withoutPowers(bounded, f32x4.sub(shifted, at(TO_POWER + 12)));
  const power = powerOf(shifted);
  return f32x4.mul(mulAdd(expm1Reduced(r), power, power), at(TINY_POWER));
}

/** 1 / (1 + exp(-x)), from exp(-|x|), which does not overflow, and what the rounding of the sum took away. */
@inline
export function sigmoid4(x: v128): v128 {
  const e = expBelow(x);
  const isNegative = f32x4.lt(x, f32x4.splat(0));
  const sum = f32x4.add(e, at(ONE));
  const lost = f32x4.sub(e, f32x4.sub(sum, at(ONE)));
  const y = f32x4.div(v128.bitselect(e, at(ONE), isNegative), sum);
  // 1 / sum is y, or 1 - y.
  const inverse = v128.bitselect(f32x4.sub(at(ONE), y), y, isNegative);
  return without(y, f32x4.mul(y, lost), inverse);
}

/** `y` over 1 + exp(-x): a sigmoid of 2.2 units of the last place, as PyTorch has it, in two thirds of the time. */
@inline
export function overOnePlusExp(y: v128, x: v128): v128 {
  const half = halfExp(v128.xor(x, at(SIGN)));
  return f32x4.div(f32x4.mul(y, at(HALF)), f32x4.add(half, at(HALF)));
}

/** The base-2 logarithm of the normal distribution function for numbers from -11.4 to 0, to 1e-5 of the function at -6. */
const NORMAL_LOG = memory.data<f32>([
  -2.43805101e-8, -7.5117191e-7, -9.88422016e-6, -7.0559392e-5, -2.60710891e-4, 3.67705507e-5, 6.98915729e-3, 5.24683371e-2, -4.59212333e-1, 1.15110517, -1,
]);
/** (2^f - 1) / f for |f| <= 1/2. */
const EXP2 = memory.data<f32>([
  1.5353362e-4, 1.33988739e-3, 9.61843692e-3, 5.55033237e-2, 2.40226477e-1, 6.93147182e-1,
]);

/** The normal distribution function of a number from {@link NORMAL_END} to 0: 2 to the power of a polynomial. */
@inline
export function normalTail(x: v128): v128 {
  const square = f32x4.mul(x, x);
  const fourth = f32x4.mul(square, square);
  const y = mulAdd(ninthDegree(NORMAL_LOG, x, square, fourth), x, at(NORMAL_LOG + 40));
  const shifted = f32x4.add(y, at(TO_POWER));
  const f = f32x4.sub(y, f32x4.sub(shifted, at(TO_POWER)));
  const p = fifthDegree(EXP2, f, f32x4.mul(f, f));
  return f32x4.mul(mulAdd(p, f, at(ONE)), powerOf(shifted));
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
  return withSign(y, x);
}
