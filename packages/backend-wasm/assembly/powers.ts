// Functions of two operands that take a division or more: powers, remainders, angles.

import { atan24, wide, wideMulAdd } from "./angles";
import { at, fractionAround, INFINITE, SIGN, wholeExponent } from "./functions";
import { highHalf } from "./reduce";
import { scratch } from "./scratch";

const enum PairOp {
  pow,
  fmod,
  remainder,
  floorDivide,
  atan2,
}

/** 1.5 * 2^52, the bias of exponents, the largest exponent that a power is computed for, and its negative. */
const ROUNDER = memory.data<f64>([6755399441055744]);
const BIAS = memory.data<i64>([1023]);
const LARGEST = memory.data<f64>([1000, -1000]);
/** 2 over the logarithm of 2, 2, and the polynomial of the logarithm's series, with an error of 5e-12. */
const LOG2 = memory.data<f64>([2.885390081777927, 2]);
const LOG2_SERIES = memory.data<f64>([0.11791384004046832, 0.1426863898577098, 0.20000167819602385, 0.33333332821818235]);
/** 2^t for |t| <= 1/2, with an error of 4e-11. */
const EXP2 = memory.data<f64>([
  1.5201917667944799e-5, 1.5469269106385153e-4, 1.3333922580620195e-3, 9.618027253802137e-3, 5.550410353426706e-2,
  0.24022651198156283, 0.6931471807284548, 0.999999999961682,
]);

/** 2^(y * log2(x)) for x = 2^e * (1 + f); in double precision, because y multiplies the logarithm's error. */
@inline
function powerWide(e: v128, f: v128, y: v128): v128 {
  const s = f64x2.div(f, f64x2.add(f, wide(LOG2 + 8)));
  const z = f64x2.mul(s, s);
  let p = wideMulAdd(z, wide(LOG2_SERIES), wide(LOG2_SERIES + 8));
  p = wideMulAdd(p, z, wide(LOG2_SERIES + 16));
  p = wideMulAdd(p, z, wide(LOG2_SERIES + 24));
  const log2 = wideMulAdd(wideMulAdd(f64x2.mul(p, z), s, s), wide(LOG2), e);
  const t = f64x2.max(f64x2.min(f64x2.mul(y, log2), wide(LARGEST)), wide(LARGEST + 8));
  const shifted = f64x2.add(t, wide(ROUNDER));
  const rest = f64x2.sub(t, f64x2.sub(shifted, wide(ROUNDER)));
  let r = wideMulAdd(rest, wide(EXP2), wide(EXP2 + 8));
  r = wideMulAdd(r, rest, wide(EXP2 + 16));
  r = wideMulAdd(r, rest, wide(EXP2 + 24));
  r = wideMulAdd(r, rest, wide(EXP2 + 32));
  r = wideMulAdd(r, rest, wide(EXP2 + 40));
  r = wideMulAdd(r, rest, wide(EXP2 + 48));
  r = wideMulAdd(r, rest, wide(EXP2 + 56));
  return f64x2.mul(r, i64x2.shl(i64x2.add(shifted, wide(BIAS)), 52));
}

@inline
function narrowed(low: v128, high: v128): v128 {
  return v128.shuffle<f32>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
}

/** x to the power y, as C's pow has it, from the power of |x|. */
function signedPower(x: f32, y: f32, ofSize: f32): f32 {
  if (x == 1 || y == 0) return 1;
  if (x != x || y != y) return x + y;
  const size = abs(x);
  if (abs(y) == Infinity) return size == 1 ? 1 : size > 1 == y > 0 ? Infinity : 0;
  const isWhole = nearest(y) == y;
  // From 2^24 on all floats are even.
  const isOdd = isWhole && abs(y) < 16777216 && ((<i32>y) & 1) != 0;
  if (size == 0 || size == Infinity) {
    const limit: f32 = (size == 0) == y > 0 ? 0 : Infinity;
    return isOdd ? copysign(limit, x) : limit;
  }
  if (x < 0 && !isWhole) return NaN;
  return isOdd ? copysign(ofSize, x) : ofSize;
}

/** Replaces lanes that are not usual, one by one; remainders by those that are exact for any quotient. */
@inline
function mended(isPower: bool, x: v128, y: v128, result: v128): v128 {
  v128.store(scratch, x);
  v128.store(scratch, y, 16);
  v128.store(scratch, result, 32);
  for (let p = scratch; p < scratch + 16; p += 4) {
    const a = load<f32>(p);
    const b = load<f32>(p, 16);
    store<f32>(p, isPower ? signedPower(a, b, load<f32>(p, 32)) : a % b, 32);
  }
  return v128.load(scratch, 32);
}

@inline
function pow4(x: v128, y: v128): v128 {
  const size = f32x4.abs(x);
  const e = wholeExponent(size);
  const f = fractionAround(size);
  const low = powerWide(f64x2.promote_low_f32x4(e), f64x2.promote_low_f32x4(f), f64x2.promote_low_f32x4(y));
  const result = narrowed(low, powerWide(highHalf(e), highHalf(f), highHalf(y)));
  const isUsual = v128.and(v128.and(f32x4.gt(x, f32x4.splat(0)), f32x4.lt(x, at(INFINITE))), f32x4.lt(f32x4.abs(y), at(INFINITE)));
  return i32x4.all_true(isUsual) ? result : mended(true, x, y, result);
}

/** Quotients below 2^28 are exact enough in double precision: between a fraction and the next whole number lies more. */
const LARGEST_QUOTIENT = memory.data<f32>([134217728]);

@inline
function remainderWide(x: v128, y: v128): v128 {
  return f64x2.sub(x, f64x2.mul(f64x2.trunc(f64x2.div(x, y)), y));
}

@inline
function fmod4(x: v128, y: v128): v128 {
  const low = remainderWide(f64x2.promote_low_f32x4(x), f64x2.promote_low_f32x4(y));
  const rest = narrowed(low, remainderWide(highHalf(x), highHalf(y)));
  const result = v128.bitselect(x, rest, at(SIGN));
  const isShort = f32x4.lt(f32x4.abs(f32x4.div(x, y)), at(LARGEST_QUOTIENT));
  const isUsual = v128.and(isShort, f32x4.lt(f32x4.abs(y), at(INFINITE)));
  return i32x4.all_true(isUsual) ? result : mended(false, x, y, result);
}

/** True where a remainder is to be on the other side of 0. */
@inline
function isBelow(rest: v128, y: v128): v128 {
  const zero = f32x4.splat(0);
  return v128.and(f32x4.ne(rest, zero), v128.xor(f32x4.lt(rest, zero), f32x4.lt(y, zero)));
}

@inline
function remainder4(x: v128, y: v128): v128 {
  const rest = fmod4(x, y);
  return v128.bitselect(f32x4.add(rest, y), rest, isBelow(rest, y));
}

@inline
function floorWide(x: v128, rest: v128, y: v128, below: v128): v128 {
  return f64x2.nearest(f64x2.sub(f64x2.div(f64x2.sub(x, rest), y), f64x2.promote_low_f32x4(below)));
}

/** The quotient rounded down, from the exact remainder; what is 0 has the quotient's sign. */
@inline
function floorDivide4(x: v128, y: v128): v128 {
  const rest = fmod4(x, y);
  const below = v128.and(isBelow(rest, y), f32x4.splat(1));
  const low = floorWide(f64x2.promote_low_f32x4(x), f64x2.promote_low_f32x4(rest), f64x2.promote_low_f32x4(y), below);
  const high = floorWide(highHalf(x), highHalf(rest), highHalf(y), v128.shuffle<f64>(below, below, 1, 1));
  const down = narrowed(low, high);
  const zero = f32x4.splat(0);
  const signed = v128.bitselect(v128.xor(x, y), down, v128.and(at(SIGN), f32x4.eq(down, zero)));
  return v128.bitselect(f32x4.div(x, y), signed, f32x4.eq(y, zero));
}

@inline
function pairLanes(op: i32, x: v128, y: v128): v128 {
  switch (op) {
    case PairOp.pow:
      return pow4(x, y);
    case PairOp.fmod:
      return fmod4(x, y);
    case PairOp.remainder:
      return remainder4(x, y);
    case PairOp.floorDivide:
      return floorDivide4(x, y);
    default:
      return atan24(x, y);
  }
}

/** Four elements at a time, and one by one at the end, in one loop: its code is long. */
@inline
function pairLoop(op: i32, a: usize, stepA: usize, b: usize, stepB: usize, out: usize, begin: i32, end: i32): void {
  let x = a + <usize>begin * stepA;
  let y = b + <usize>begin * stepB;
  let to = out + (<usize>begin << 2);
  const stop = out + (<usize>end << 2);
  const last = stop - 16;
  while (to < stop) {
    const isVector = to <= last;
    const left = isVector && stepA != 0 ? v128.load(x) : v128.load32_splat(x);
    const right = isVector && stepB != 0 ? v128.load(y) : v128.load32_splat(y);
    const result = pairLanes(op, left, right);
    if (isVector) {
      v128.store(to, result);
      x += stepA << 2;
      y += stepB << 2;
      to += 16;
    } else {
      v128.store_lane<f32>(to, result, 0);
      x += stepA;
      y += stepB;
      to += 4;
    }
  }
}

// The functions of the elements of a and b; a step is 4 bytes, or 0 for an operand that stands still.

export function pow(a: usize, stepA: usize, b: usize, stepB: usize, out: usize, begin: i32, end: i32): void {
  pairLoop(PairOp.pow, a, stepA, b, stepB, out, begin, end);
}

export function fmod(a: usize, stepA: usize, b: usize, stepB: usize, out: usize, begin: i32, end: i32): void {
  pairLoop(PairOp.fmod, a, stepA, b, stepB, out, begin, end);
}

export function remainder(a: usize, stepA: usize, b: usize, stepB: usize, out: usize, begin: i32, end: i32): void {
  pairLoop(PairOp.remainder, a, stepA, b, stepB, out, begin, end);
}

export function floorDivide(a: usize, stepA: usize, b: usize, stepB: usize, out: usize, begin: i32, end: i32): void {
  pairLoop(PairOp.floorDivide, a, stepA, b, stepB, out, begin, end);
}

export function atan2(a: usize, stepA: usize, b: usize, stepB: usize, out: usize, begin: i32, end: i32): void {
  pairLoop(PairOp.atan2, a, stepA, b, stepB, out, begin, end);
}
