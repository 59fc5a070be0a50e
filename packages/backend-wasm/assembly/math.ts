import { erf4, exp4, expm14, log4, log1p4, sigmoid4, tanh4 } from "./functions";
import { loadSome, storeSome } from "./lanes";

@inline
function mathLanes(op: i32, x: v128): v128 {
  switch (op) {
    case 0:
      return exp4(x);
    case 1:
      return expm14(x);
    case 2:
      return log4(x);
    case 3:
      return log1p4(x);
    case 4:
      return tanh4(x);
    case 5:
      return sigmoid4(x);
    default:
      return erf4(x);
  }
}

/** What is left at the end goes through the same code, for it is long. */
@inline
function mathLoop(op: i32, x: usize, out: usize, n: i32): void {
  for (; n > 0; n -= 4) {
    const y = mathLanes(op, n >= 4 ? v128.load(x) : loadSome(x, n, f32x4.splat(0)));
    if (n >= 4) v128.store(out, y);
    else storeSome(out, n, y);
    x += 16;
    out += 16;
  }
}

/** A function of each element from `begin` to `end`; x may be the output itself. The host numbers them in the same way. */
export function math(op: i32, x: usize, out: usize, begin: i32, end: i32): void {
  const n = end - begin;
  x += <usize>begin << 2;
  out += <usize>begin << 2;
  switch (op) {
    case 0:
      mathLoop(0, x, out, n);
      break;
    case 1:
      mathLoop(1, x, out, n);
      break;
    case 2:
      mathLoop(2, x, out, n);
      break;
    case 3:
      mathLoop(3, x, out, n);
      break;
    case 4:
      mathLoop(4, x, out, n);
      break;
    case 5:
      mathLoop(5, x, out, n);
      break;
    default:
      mathLoop(6, x, out, n);
  }
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
