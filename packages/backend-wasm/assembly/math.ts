import { cos4, erf4, exp4, expm14, log4, log1p4, sigmoid4, sin4, tanh4 } from "./functions";
import { loadSome, storeSome } from "./lanes";
import { scratch } from "./scratch";

const enum MathOp {
  exp,
  expm1,
  log,
  log1p,
  tanh,
  sigmoid,
  erf,
  sin,
  cos,
}

@inline
function mathLanes(op: i32, x: v128): v128 {
  switch (op) {
    case MathOp.exp:
      return exp4(x);
    case MathOp.expm1:
      return expm14(x);
    case MathOp.log:
      return log4(x);
    case MathOp.log1p:
      return log1p4(x);
    case MathOp.tanh:
      return tanh4(x);
    case MathOp.sigmoid:
      return sigmoid4(x);
    case MathOp.erf:
      return erf4(x);
    case MathOp.sin:
      return sin4(x);
    default:
      return cos4(x);
  }
}

/**
 * The remainder at the end goes through scratch memory and the same loop: its code is long, and a call within it would
 * cost all registers.
 */
@inline
function mathLoop(op: i32, x: usize, out: usize, n: i32): void {
  const rest = n & 3;
  const tail = <usize>(n & ~3) << 2;
  let from = x;
  let to = out;
  let end = out + tail;
  for (let pass = 0; pass < 2; pass++) {
    for (; to + 16 < end; from += 32, to += 32) {
      const first = mathLanes(op, v128.load(from));
      const second = mathLanes(op, v128.load(from, 16));
      v128.store(to, first);
      v128.store(to, second, 16);
    }
    if (to < end) v128.store(to, mathLanes(op, v128.load(from)));
    if (rest == 0) return;
    if (pass == 0) v128.store(scratch, loadSome(x + tail, rest, f32x4.splat(0)));
    else storeSome(out + tail, rest, v128.load(scratch));
    from = scratch;
    to = scratch;
    end = scratch + 16;
  }
}

// The functions of the elements from `begin` to `end`; x may be the output itself. Each is an export of its own: the
// optimiser would make one loop of several, with the choice of the function within.

export function exp(x: usize, out: usize, begin: i32, end: i32): void {
  const skip = <usize>begin << 2;
  mathLoop(MathOp.exp, x + skip, out + skip, end - begin);
}

export function expm1(x: usize, out: usize, begin: i32, end: i32): void {
  const skip = <usize>begin << 2;
  mathLoop(MathOp.expm1, x + skip, out + skip, end - begin);
}

export function log(x: usize, out: usize, begin: i32, end: i32): void {
  const skip = <usize>begin << 2;
  mathLoop(MathOp.log, x + skip, out + skip, end - begin);
}

export function log1p(x: usize, out: usize, begin: i32, end: i32): void {
  const skip = <usize>begin << 2;
  mathLoop(MathOp.log1p, x + skip, out + skip, end - begin);
}

export function tanh(x: usize, out: usize, begin: i32, end: i32): void {
  const skip = <usize>begin << 2;
  mathLoop(MathOp.tanh, x + skip, out + skip, end - begin);
}

export function sigmoid(x: usize, out: usize, begin: i32, end: i32): void {
  const skip = <usize>begin << 2;
  mathLoop(MathOp.sigmoid, x + skip, out + skip, end - begin);
}

export function erf(x: usize, out: usize, begin: i32, end: i32): void {
  const skip = <usize>begin << 2;
  mathLoop(MathOp.erf, x + skip, out + skip, end - begin);
}

export function sin(x: usize, out: usize, begin: i32, end: i32): void {
  const skip = <usize>begin << 2;
  mathLoop(MathOp.sin, x + skip, out + skip, end - begin);
}

export function cos(x: usize, out: usize, begin: i32, end: i32): void {
  const skip = <usize>begin << 2;
  mathLoop(MathOp.cos, x + skip, out + skip, end - begin);
}

/** The logarithm to base 2 of a positive finite float, from the series of atanh, to 1e-11. */
@inline
function log2Of(x: f64): f64 {
  const shifted = reinterpret<i64>(x) - 0x3fe6a09e667f3bcd;
  const exponent = <f64>(shifted >> 52);
  const m = reinterpret<f64>((shifted & 0x000fffffffffffff) + 0x3fe6a09e667f3bcd);
  const s = (m - 1) / (m + 1);
  const z = s * s;
  let p = 1.0 / 15;
  p = p * z + 1.0 / 13;
  p = p * z + 1.0 / 11;
  p = p * z + 1.0 / 9;
  p = p * z + 1.0 / 7;
  p = p * z + 1.0 / 5;
  p = p * z + 1.0 / 3;
  return exponent + 2.8853900817779268 * (s + s * z * p);
}

/** 2 to any power, to 1e-11. */
@inline
function exp2Of(t: f64): f64 {
  const bounded = min(max(t, -1000), 1000);
  const n = nearest(bounded);
  const z = (bounded - n) * 0.6931471805599453;
  let p = 1.0 / 3628800;
  p = p * z + 1.0 / 362880;
  p = p * z + 1.0 / 40320;
  p = p * z + 1.0 / 5040;
  p = p * z + 1.0 / 720;
  p = p * z + 1.0 / 120;
  p = p * z + 1.0 / 24;
  p = p * z + 1.0 / 6;
  p = p * z + 0.5;
  p = p * z + 1;
  p = p * z + 1;
  return p * reinterpret<f64>((<i64>n + 1023) << 52);
}

/** x to the power y, as C's pow has it; in double precision, because y multiplies the logarithm's error. */
function power(x: f32, y: f32): f32 {
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
  const result = <f32>exp2Of(<f64>y * log2Of(<f64>size));
  return isOdd ? copysign(result, x) : result;
}

/** The elements of a to the powers of those of b; a step is 4 bytes, or 0 for an operand that stands still. */
export function pow(a: usize, stepA: usize, b: usize, stepB: usize, out: usize, begin: i32, end: i32): void {
  for (let i = <usize>begin; i < <usize>end; i++) {
    store<f32>(out + (i << 2), power(load<f32>(a + i * stepA), load<f32>(b + i * stepB)));
  }
}
