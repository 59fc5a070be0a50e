// Activations of float32 and the gradients of their inputs, each in one pass. `a`, `b` and `c` are their parameters, as the
// kernel's doc in packages/tensor/src/backend/kernels/activation.ts has them.

import { at, erf4, exp4, expm14, expNegative, HALF, log1p4, mulAdd, ONE, sigmoid4, tanh4 } from "./functions";
import { loadSome, storeSome } from "./lanes";
import { ActivationOp } from "./ops";
import { scratch } from "./scratch";

const THREE = memory.data<f32>([3]);
const SIX = memory.data<f32>([6]);
const SIXTH = memory.data<f32>([0.16666667]);
const ROOT_OF_HALF = memory.data<f32>([0.70710678]);
/** 1 over the root of 2 pi. */
const NORMAL = memory.data<f32>([0.3989422804]);

@inline
function zero(): v128 {
  return f32x4.splat(0);
}

/** The distribution function of the normal distribution. */
@inline
function normalBelow(x: v128): v128 {
  return mulAdd(erf4(f32x4.mul(x, at(ROOT_OF_HALF))), at(HALF), at(HALF));
}

/** log(1 + exp(x)). */
@inline
function softplus4(x: v128): v128 {
  return f32x4.add(f32x4.pmax(x, zero()), log1p4(expNegative(f32x4.neg(f32x4.abs(x)))));
}

@inline
function activationLanes(op: i32, x: v128, a: v128, b: v128, c: v128): v128 {
  switch (op) {
    case ActivationOp.elu: {
      const below = f32x4.mul(expm14(f32x4.mul(f32x4.pmin(x, zero()), c)), a);
      return v128.bitselect(below, f32x4.mul(x, b), f32x4.le(x, zero()));
    }
    case ActivationOp.gelu:
      return f32x4.mul(x, normalBelow(x));
    case ActivationOp.leakyRelu:
      return v128.bitselect(x, f32x4.mul(x, a), f32x4.gt(x, zero()));
    case ActivationOp.silu:
      return f32x4.mul(x, sigmoid4(x));
    case ActivationOp.hardswish: {
      const held = f32x4.pmin(f32x4.pmax(f32x4.add(x, at(THREE)), zero()), at(SIX));
      return f32x4.div(f32x4.mul(x, held), at(SIX));
    }
    case ActivationOp.hardsigmoid:
      return f32x4.div(f32x4.pmin(f32x4.pmax(f32x4.add(x, at(THREE)), zero()), at(SIX)), at(SIX));
    case ActivationOp.mish:
      return f32x4.mul(x, tanh4(softplus4(x)));
    case ActivationOp.softplus: {
      const scaled = f32x4.mul(x, a);
      return v128.bitselect(x, f32x4.div(softplus4(scaled), a), f32x4.gt(scaled, b));
    }
    case ActivationOp.logsigmoid:
      return f32x4.neg(softplus4(f32x4.neg(x)));
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
    case ActivationOp.gelu: {
      const density = f32x4.mul(expNegative(f32x4.neg(f32x4.mul(f32x4.mul(x, x), at(HALF)))), at(NORMAL));
      return f32x4.mul(g, mulAdd(x, density, normalBelow(x)));
    }
    case ActivationOp.leakyRelu:
      return v128.bitselect(g, f32x4.mul(g, a), f32x4.gt(x, zero()));
    case ActivationOp.silu: {
      const s = sigmoid4(x);
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
      const t = tanh4(softplus4(x));
      const slope = f32x4.mul(f32x4.mul(x, sigmoid4(x)), f32x4.sub(at(ONE), f32x4.mul(t, t)));
      return f32x4.mul(g, f32x4.add(t, slope));
    }
    case ActivationOp.softplus: {
      const scaled = f32x4.mul(x, a);
      return v128.bitselect(g, f32x4.mul(g, sigmoid4(scaled)), f32x4.gt(scaled, b));
    }
    case ActivationOp.logsigmoid:
      return f32x4.mul(g, sigmoid4(f32x4.neg(x)));
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

/** The elements from `begin` to `end`. */
export function activation(op: i32, x: usize, a: f32, b: f32, c: f32, out: usize, begin: i32, end: i32): void {
  switch (op) {
    case ActivationOp.elu:
      activationLoop(ActivationOp.elu, x, a, b, c, out, begin, end);
      break;
    case ActivationOp.gelu:
      activationLoop(ActivationOp.gelu, x, a, b, c, out, begin, end);
      break;
    case ActivationOp.leakyRelu:
      activationLoop(ActivationOp.leakyRelu, x, a, b, c, out, begin, end);
      break;
    case ActivationOp.silu:
      activationLoop(ActivationOp.silu, x, a, b, c, out, begin, end);
      break;
    case ActivationOp.hardswish:
      activationLoop(ActivationOp.hardswish, x, a, b, c, out, begin, end);
      break;
    case ActivationOp.hardsigmoid:
      activationLoop(ActivationOp.hardsigmoid, x, a, b, c, out, begin, end);
      break;
    case ActivationOp.mish:
      activationLoop(ActivationOp.mish, x, a, b, c, out, begin, end);
      break;
    case ActivationOp.softplus:
      activationLoop(ActivationOp.softplus, x, a, b, c, out, begin, end);
      break;
    case ActivationOp.logsigmoid:
      activationLoop(ActivationOp.logsigmoid, x, a, b, c, out, begin, end);
      break;
    case ActivationOp.hardshrink:
      activationLoop(ActivationOp.hardshrink, x, a, b, c, out, begin, end);
      break;
    case ActivationOp.softshrink:
      activationLoop(ActivationOp.softshrink, x, a, b, c, out, begin, end);
      break;
    default:
      activationLoop(ActivationOp.threshold, x, a, b, c, out, begin, end);
  }
}

/** The gradients of the elements from `begin` to `end`. */
export function activationGrad(
  op: i32,
  g: usize,
  x: usize,
  a: f32,
  b: f32,
  c: f32,
  out: usize,
  begin: i32,
  end: i32,
): void {
  switch (op) {
    case ActivationOp.elu:
      gradLoop(ActivationOp.elu, g, x, a, b, c, out, begin, end);
      break;
    case ActivationOp.gelu:
      gradLoop(ActivationOp.gelu, g, x, a, b, c, out, begin, end);
      break;
    case ActivationOp.leakyRelu:
      gradLoop(ActivationOp.leakyRelu, g, x, a, b, c, out, begin, end);
      break;
    case ActivationOp.silu:
      gradLoop(ActivationOp.silu, g, x, a, b, c, out, begin, end);
      break;
    case ActivationOp.hardswish:
      gradLoop(ActivationOp.hardswish, g, x, a, b, c, out, begin, end);
      break;
    case ActivationOp.hardsigmoid:
      gradLoop(ActivationOp.hardsigmoid, g, x, a, b, c, out, begin, end);
      break;
    case ActivationOp.mish:
      gradLoop(ActivationOp.mish, g, x, a, b, c, out, begin, end);
      break;
    case ActivationOp.softplus:
      gradLoop(ActivationOp.softplus, g, x, a, b, c, out, begin, end);
      break;
    case ActivationOp.logsigmoid:
      gradLoop(ActivationOp.logsigmoid, g, x, a, b, c, out, begin, end);
      break;
    case ActivationOp.hardshrink:
      gradLoop(ActivationOp.hardshrink, g, x, a, b, c, out, begin, end);
      break;
    case ActivationOp.softshrink:
      gradLoop(ActivationOp.softshrink, g, x, a, b, c, out, begin, end);
      break;
    default:
      gradLoop(ActivationOp.threshold, g, x, a, b, c, out, begin, end);
  }
}
