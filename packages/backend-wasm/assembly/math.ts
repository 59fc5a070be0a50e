import { acos4, asin4, atan4, cos4, sin4, tan4 } from "./angles";
import {
  cosh4,
  erf4,
  exp4,
  expm14,
  log104,
  log1p4,
  log24,
  log4,
  sigmoid4,
  sinh4,
  tanh4,
} from "./functions";
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
  log2,
  log10,
  tan,
  asin,
  acos,
  atan,
  sinh,
  cosh,
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
    case MathOp.cos:
      return cos4(x);
    case MathOp.log2:
      return log24(x);
    case MathOp.log10:
      return log104(x);
    case MathOp.tan:
      return tan4(x);
    case MathOp.asin:
      return asin4(x);
    case MathOp.acos:
      return acos4(x);
    case MathOp.atan:
      return atan4(x);
    case MathOp.sinh:
      return sinh4(x);
    default:
      return cosh4(x);
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

export function log2(x: usize, out: usize, begin: i32, end: i32): void {
  const skip = <usize>begin << 2;
  mathLoop(MathOp.log2, x + skip, out + skip, end - begin);
}

export function log10(x: usize, out: usize, begin: i32, end: i32): void {
  const skip = <usize>begin << 2;
  mathLoop(MathOp.log10, x + skip, out + skip, end - begin);
}

export function tan(x: usize, out: usize, begin: i32, end: i32): void {
  const skip = <usize>begin << 2;
  mathLoop(MathOp.tan, x + skip, out + skip, end - begin);
}

export function asin(x: usize, out: usize, begin: i32, end: i32): void {
  const skip = <usize>begin << 2;
  mathLoop(MathOp.asin, x + skip, out + skip, end - begin);
}

export function acos(x: usize, out: usize, begin: i32, end: i32): void {
  const skip = <usize>begin << 2;
  mathLoop(MathOp.acos, x + skip, out + skip, end - begin);
}

export function atan(x: usize, out: usize, begin: i32, end: i32): void {
  const skip = <usize>begin << 2;
  mathLoop(MathOp.atan, x + skip, out + skip, end - begin);
}

export function sinh(x: usize, out: usize, begin: i32, end: i32): void {
  const skip = <usize>begin << 2;
  mathLoop(MathOp.sinh, x + skip, out + skip, end - begin);
}

export function cosh(x: usize, out: usize, begin: i32, end: i32): void {
  const skip = <usize>begin << 2;
  mathLoop(MathOp.cosh, x + skip, out + skip, end - begin);
}
