// Activations of float32 and the gradients of their inputs, each in one pass. `a`, `b` and `c` are their parameters, as the
// kernel's doc in packages/tensor/src/backend/kernels/activation.ts has them.

import {
  at,
  exp4,
  expm14,
  expNegative,
  HALF,
  logOfSum,
  mulAdd,
  ninthDegree,
  normalTail,
  ONE,
  overOnePlusExp,
  SIGN,
  TWO,
} from "./functions";
import { loadSome, storeSome } from "./lanes";
import { scratch } from "./scratch";

const enum ActivationOp {
  elu,
  gelu,
  geluTanh,
  hardshrink,
  hardsigmoid,
  hardswish,
  leakyRelu,
  logsigmoid,
  mish,
  silu,
  softplus,
  softshrink,
  threshold,
}

const THREE = memory.data<f32>([3]);
const SIX = memory.data<f32>([6]);
const SIXTH = memory.data<f32>([0.16666667]);
/** From here on down the polynomial of the normal distribution gives 2^-127, which counts as 0. */
const NORMAL_END = memory.data<f32>([-11.383801]);
/** 1 + x d(x) / p(x) for the normal density d and distribution function p, for x <= 0. */
const NORMAL_SLOPE = memory.data<f32>([
  -1.10801398e-6, -2.3992372e-5, -2.01715055e-4, -7.11875211e-4, 7.15371862e-4, 1.9923633e-2, 1.09385692e-1, -6.36532605e-1, 7.97891974e-1, 1.00000012,
]);

/** From here on the hyperbolic tangent of a softplus is 1. */
const MISH_END = memory.data<f32>([20]);
/** Twice the root of 2 / pi, that times 0.044715, and where the approximated gelu is linear. */
const GELU_TANH = memory.data<f32>([1.5957691216, 0.0713548163, 30]);

@inline
function zero(): v128 {
  return f32x4.splat(0);
}

@inline
function negated(x: v128): v128 {
  return v128.xor(x, at(SIGN));
}

/** -|x|, as far as the normal distribution is above 0. */
@inline
function lowerSide(x: v128): v128 {
  return f32x4.pmax(v128.or(x, at(SIGN)), at(NORMAL_END));
}

/** The derivative of `x p(x)` for the normal distribution function p: `p(x) + x d(x)`, 1 less that of -x above 0. */
@inline
function geluSlope(x: v128): v128 {
  const n = lowerSide(x);
  const square = f32x4.mul(n, n);
  const k = ninthDegree(NORMAL_SLOPE, n, square, f32x4.mul(square, square));
  const below = f32x4.mul(k, normalTail(n));
  return v128.bitselect(f32x4.sub(at(ONE), below), below, f32x4.gt(x, zero()));
}

/** log(1 + exp(x)). */
@inline
function softplus4(x: v128): v128 {
  return f32x4.add(f32x4.pmax(x, zero()), logOfSum(expNegative(v128.or(x, at(SIGN)))));
}

/** tanh(log(1 + e)), as e (e + 2) / (e (e + 2) + 2). */
@inline
function tanhOfLog(e: v128): v128 {
  const n = f32x4.mul(e, f32x4.add(e, at(TWO)));
  return f32x4.div(n, f32x4.add(n, at(TWO)));
}

/** Twice what the approximated gelu takes the hyperbolic tangent of. */
@inline
function geluExponent(x: v128): v128 {
  return f32x4.mul(x, mulAdd(f32x4.mul(x, x), at(GELU_TANH + 4), at(GELU_TANH)));
}

@inline
function activationLanes(op: i32, x: v128, a: v128, b: v128, c: v128): v128 {
  switch (op) {
    case ActivationOp.elu: {
      const below = f32x4.mul(expm14(f32x4.mul(f32x4.pmin(x, zero()), c)), a);
      return v128.bitselect(below, f32x4.mul(x, b), f32x4.le(x, zero()));
    }
    case ActivationOp.gelu: {
      // x p(x) below 0, and x - x p(-x) above.
      const n = lowerSide(x);
      return mulAdd(f32x4.pmin(x, n), normalTail(n), f32x4.pmax(x, zero()));
    }
    case ActivationOp.geluTanh:
      return overOnePlusExp(x, geluExponent(x));
    case ActivationOp.leakyRelu:
      return v128.bitselect(x, f32x4.mul(x, a), f32x4.gt(x, zero()));
    case ActivationOp.silu:
      return overOnePlusExp(x, x);
    case ActivationOp.hardswish: {
      const held = f32x4.pmin(f32x4.pmax(f32x4.add(x, at(THREE)), zero()), at(SIX));
      return f32x4.div(f32x4.mul(x, held), at(SIX));
    }
    case ActivationOp.hardsigmoid:
      return f32x4.div(f32x4.pmin(f32x4.pmax(f32x4.add(x, at(THREE)), zero()), at(SIX)), at(SIX));
    case ActivationOp.mish:
      return f32x4.mul(x, tanhOfLog(exp4(f32x4.pmin(x, at(MISH_END)))));
    case ActivationOp.softplus: {
      const scaled = f32x4.mul(x, a);
      return v128.bitselect(x, f32x4.div(softplus4(scaled), a), f32x4.gt(scaled, b));
    }
    case ActivationOp.logsigmoid:
      return negated(softplus4(negated(x)));
    case ActivationOp.hardshrink:
      return v128.andnot(x, f32x4.le(f32x4.abs(x), a));
    case ActivationOp.softshrink: {
      const size = f32x4.abs(x);
      // The distance with the sign of x.
      const shrunk = v128.xor(f32x4.sub(size, a), v128.xor(x, size));
      return v128.andnot(shrunk, f32x4.le(size, a));
    }
    default:
      return v128.bitselect(b, x, f32x4.le(x, a));
  }
}

/** The derivatives, times the gradient. */
@inline
function gradLanes(op: i32, g: v128, x: v128, a: v128, b: v128, c: v128): v128 {
  switch (op) {
    case ActivationOp.elu: {
      const below = f32x4.mul(f32x4.mul(exp4(f32x4.mul(f32x4.pmin(x, zero()), c)), a), c);
      return f32x4.mul(g, v128.bitselect(below, b, f32x4.le(x, zero())));
    }
    case ActivationOp.gelu:
      return f32x4.mul(g, geluSlope(x));
    case ActivationOp.geluTanh: {
      const near = f32x4.pmax(f32x4.pmin(x, at(GELU_TANH + 8)), f32x4.neg(at(GELU_TANH + 8)));
      const s = overOnePlusExp(at(ONE), geluExponent(near));
      const inner = mulAdd(f32x4.mul(near, near), f32x4.mul(at(GELU_TANH + 4), at(THREE)), at(GELU_TANH));
      const slope = f32x4.mul(f32x4.mul(near, inner), f32x4.sub(at(ONE), s));
      return f32x4.mul(g, mulAdd(slope, s, s));
    }
    case ActivationOp.leakyRelu:
      return v128.bitselect(g, f32x4.mul(g, a), f32x4.gt(x, zero()));
    case ActivationOp.silu: {
      const s = overOnePlusExp(at(ONE), x);
      return f32x4.mul(g, f32x4.mul(s, mulAdd(x, f32x4.sub(at(ONE), s), at(ONE))));
    }
    case ActivationOp.hardswish: {
      const slope = mulAdd(x, f32x4.splat(0.33333334), at(HALF));
      const right = v128.bitselect(slope, at(ONE), f32x4.le(x, at(THREE)));
      return v128.andnot(f32x4.mul(g, right), f32x4.lt(x, f32x4.neg(at(THREE))));
    }
    case ActivationOp.hardsigmoid:
      return v128.and(f32x4.mul(g, at(SIXTH)), f32x4.lt(f32x4.abs(x), at(THREE)));
    case ActivationOp.mish: {
      const e = exp4(f32x4.pmin(x, at(MISH_END)));
      const t = tanhOfLog(e);
      const sigmoid = f32x4.div(e, f32x4.add(e, at(ONE)));
      const slope = f32x4.mul(f32x4.mul(x, sigmoid), f32x4.sub(at(ONE), f32x4.mul(t, t)));
      return f32x4.mul(g, f32x4.add(t, slope));
    }
    case ActivationOp.softplus: {
      const scaled = f32x4.mul(x, a);
      return v128.bitselect(g, overOnePlusExp(g, scaled), f32x4.gt(scaled, b));
    }
    case ActivationOp.logsigmoid:
      return overOnePlusExp(g, negated(x));
    case ActivationOp.hardshrink:
    case ActivationOp.softshrink:
      return v128.andnot(g, f32x4.le(f32x4.abs(x), a));
    default:
      return v128.andnot(g, f32x4.le(x, a));
  }
}

/** The remainder at the end goes through scratch memory and the same loop, as in math.ts. */
@inline
function activationLoop(op: i32, x: usize, a: f32, b: f32, c: f32, out: usize, begin: i32, end: i32): void {
  const first = v128.splat<f32>(a);
  const second = v128.splat<f32>(b);
  const third = v128.splat<f32>(c);
  const n = end - begin;
  const rest = n & 3;
  const tail = <usize>(n & ~3) << 2;
  let from = x + (<usize>begin << 2);
  let to = out + (<usize>begin << 2);
  let stop = to + tail;
  const last = to + tail;
  const lastFrom = from + tail;
  for (let pass = 0; pass < 2; pass++) {
    for (; to < stop; from += 16, to += 16) v128.store(to, activationLanes(op, v128.load(from), first, second, third));
    if (rest == 0) return;
    if (pass == 0) v128.store(scratch, loadSome(lastFrom, rest, zero()));
    else storeSome(last, rest, v128.load(scratch));
    from = scratch;
    to = scratch;
    stop = scratch + 16;
  }
}

@inline
function gradLoop(op: i32, g: usize, x: usize, a: f32, b: f32, c: f32, out: usize, begin: i32, end: i32): void {
  const first = v128.splat<f32>(a);
  const second = v128.splat<f32>(b);
  const third = v128.splat<f32>(c);
  const n = end - begin;
  const rest = n & 3;
  const tail = <usize>(n & ~3) << 2;
  let grad = g + (<usize>begin << 2);
  let from = x + (<usize>begin << 2);
  let to = out + (<usize>begin << 2);
  let stop = to + tail;
  const last = to + tail;
  const lastFrom = from + tail;
  const lastGrad = grad + tail;
  for (let pass = 0; pass < 2; pass++) {
    for (; to < stop; grad += 16, from += 16, to += 16) {
      v128.store(to, gradLanes(op, v128.load(grad), v128.load(from), first, second, third));
    }
    if (rest == 0) return;
    if (pass == 0) {
      v128.store(scratch, loadSome(lastFrom, rest, zero()));
      v128.store(scratch, loadSome(lastGrad, rest, zero()), 16);
    } else storeSome(last, rest, v128.load(scratch, 32));
    from = scratch;
    grad = scratch + 16;
    to = scratch + 32;
    stop = scratch + 48;
  }
}

// The elements from `begin` to `end`. Each activation is an export of its own: the optimiser would make one loop of
// several, with the choice of the activation within.

export function elu(x: usize, a: f32, b: f32, c: f32, out: usize, begin: i32, end: i32): void {
  activationLoop(ActivationOp.elu, x, a, b, c, out, begin, end);
}

export function gelu(x: usize, a: f32, b: f32, c: f32, out: usize, begin: i32, end: i32): void {
  activationLoop(ActivationOp.gelu, x, a, b, c, out, begin, end);
}

export function geluTanh(x: usize, a: f32, b: f32, c: f32, out: usize, begin: i32, end: i32): void {
  activationLoop(ActivationOp.geluTanh, x, a, b, c, out, begin, end);
}

export function hardshrink(x: usize, a: f32, b: f32, c: f32, out: usize, begin: i32, end: i32): void {
  activationLoop(ActivationOp.hardshrink, x, a, b, c, out, begin, end);
}

export function hardsigmoid(x: usize, a: f32, b: f32, c: f32, out: usize, begin: i32, end: i32): void {
  activationLoop(ActivationOp.hardsigmoid, x, a, b, c, out, begin, end);
}

export function hardswish(x: usize, a: f32, b: f32, c: f32, out: usize, begin: i32, end: i32): void {
  activationLoop(ActivationOp.hardswish, x, a, b, c, out, begin, end);
}

export function leakyRelu(x: usize, a: f32, b: f32, c: f32, out: usize, begin: i32, end: i32): void {
  activationLoop(ActivationOp.leakyRelu, x, a, b, c, out, begin, end);
}

export function logsigmoid(x: usize, a: f32, b: f32, c: f32, out: usize, begin: i32, end: i32): void {
  activationLoop(ActivationOp.logsigmoid, x, a, b, c, out, begin, end);
}

export function mish(x: usize, a: f32, b: f32, c: f32, out: usize, begin: i32, end: i32): void {
  activationLoop(ActivationOp.mish, x, a, b, c, out, begin, end);
}

export function silu(x: usize, a: f32, b: f32, c: f32, out: usize, begin: i32, end: i32): void {
  activationLoop(ActivationOp.silu, x, a, b, c, out, begin, end);
}

export function softplus(x: usize, a: f32, b: f32, c: f32, out: usize, begin: i32, end: i32): void {
  activationLoop(ActivationOp.softplus, x, a, b, c, out, begin, end);
}

export function softshrink(x: usize, a: f32, b: f32, c: f32, out: usize, begin: i32, end: i32): void {
  activationLoop(ActivationOp.softshrink, x, a, b, c, out, begin, end);
}

export function threshold(x: usize, a: f32, b: f32, c: f32, out: usize, begin: i32, end: i32): void {
  activationLoop(ActivationOp.threshold, x, a, b, c, out, begin, end);
}

export function eluGrad(g: usize, x: usize, a: f32, b: f32, c: f32, out: usize, begin: i32, end: i32): void {
  gradLoop(ActivationOp.elu, g, x, a, b, c, out, begin, end);
}

export function geluGrad(g: usize, x: usize, a: f32, b: f32, c: f32, out: usize, begin: i32, end: i32): void {
  gradLoop(ActivationOp.gelu, g, x, a, b, c, out, begin, end);
}

export function geluTanhGrad(g: usize, x: usize, a: f32, b: f32, c: f32, out: usize, begin: i32, end: i32): void {
  gradLoop(ActivationOp.geluTanh, g, x, a, b, c, out, begin, end);
}

export function hardshrinkGrad(g: usize, x: usize, a: f32, b: f32, c: f32, out: usize, begin: i32, end: i32): void {
  gradLoop(ActivationOp.hardshrink, g, x, a, b, c, out, begin, end);
}

export function hardsigmoidGrad(g: usize, x: usize, a: f32, b: f32, c: f32, out: usize, begin: i32, end: i32): void {
  gradLoop(ActivationOp.hardsigmoid, g, x, a, b, c, out, begin, end);
}

export function hardswishGrad(g: usize, x: usize, a: f32, b: f32, c: f32, out: usize, begin: i32, end: i32): void {
  gradLoop(ActivationOp.hardswish, g, x, a, b, c, out, begin, end);
}

export function leakyReluGrad(g: usize, x: usize, a: f32, b: f32, c: f32, out: usize, begin: i32, end: i32): void {
  gradLoop(ActivationOp.leakyRelu, g, x, a, b, c, out, begin, end);
}

export function logsigmoidGrad(g: usize, x: usize, a: f32, b: f32, c: f32, out: usize, begin: i32, end: i32): void {
  gradLoop(ActivationOp.logsigmoid, g, x, a, b, c, out, begin, end);
}

export function mishGrad(g: usize, x: usize, a: f32, b: f32, c: f32, out: usize, begin: i32, end: i32): void {
  gradLoop(ActivationOp.mish, g, x, a, b, c, out, begin, end);
}

export function siluGrad(g: usize, x: usize, a: f32, b: f32, c: f32, out: usize, begin: i32, end: i32): void {
  gradLoop(ActivationOp.silu, g, x, a, b, c, out, begin, end);
}

export function softplusGrad(g: usize, x: usize, a: f32, b: f32, c: f32, out: usize, begin: i32, end: i32): void {
  gradLoop(ActivationOp.softplus, g, x, a, b, c, out, begin, end);
}

export function softshrinkGrad(g: usize, x: usize, a: f32, b: f32, c: f32, out: usize, begin: i32, end: i32): void {
  gradLoop(ActivationOp.softshrink, g, x, a, b, c, out, begin, end);
}

export function thresholdGrad(g: usize, x: usize, a: f32, b: f32, c: f32, out: usize, begin: i32, end: i32): void {
  gradLoop(ActivationOp.threshold, g, x, a, b, c, out, begin, end);
}
