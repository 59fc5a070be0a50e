// Arithmetic on float32. A run is `n` contiguous elements; a second operand that stands still is a number.

import { BinaryOp, UnaryOp } from "./ops";

@inline
function binaryLanes(op: i32, a: v128, b: v128): v128 {
  switch (op) {
    case BinaryOp.add:
      return f32x4.add(a, b);
    case BinaryOp.sub:
      return f32x4.sub(a, b);
    case BinaryOp.mul:
      return f32x4.mul(a, b);
    case BinaryOp.div:
      return f32x4.div(a, b);
    case BinaryOp.maximum:
      return f32x4.max(a, b);
    case BinaryOp.minimum:
      return f32x4.min(a, b);
    case BinaryOp.reverseSub:
      return f32x4.sub(b, a);
    case BinaryOp.reverseDiv:
      return f32x4.div(b, a);
    default:
      return v128.andnot(a, f32x4.le(b, f32x4.splat(0)));
  }
}

@inline
function binaryLane(op: i32, a: f32, b: f32): f32 {
  switch (op) {
    case BinaryOp.add:
      return a + b;
    case BinaryOp.sub:
      return a - b;
    case BinaryOp.mul:
      return a * b;
    case BinaryOp.div:
      return a / b;
    case BinaryOp.maximum:
      return max(a, b);
    case BinaryOp.minimum:
      return min(a, b);
    case BinaryOp.reverseSub:
      return b - a;
    case BinaryOp.reverseDiv:
      return b / a;
    default:
      return b <= 0 ? <f32>0 : a;
  }
}

/**
 * A loop per op, so that the choice is made once and not per element. Four vectors at a time take half as long as one
 * where the operands are in the first-level cache.
 */
@inline
function binaryLoop(op: i32, a: usize, b: usize, out: usize, n: i32): void {
  const end = out + (<usize>n << 2);
  const vectors = out + (<usize>(n & ~3) << 2);
  const quads = out + (<usize>(n & ~15) << 2);
  while (out < quads) {
    v128.store(out, binaryLanes(op, v128.load(a), v128.load(b)));
    v128.store(out, binaryLanes(op, v128.load(a, 16), v128.load(b, 16)), 16);
    v128.store(out, binaryLanes(op, v128.load(a, 32), v128.load(b, 32)), 32);
    v128.store(out, binaryLanes(op, v128.load(a, 48), v128.load(b, 48)), 48);
    a += 64;
    b += 64;
    out += 64;
  }
  while (out < vectors) {
    v128.store(out, binaryLanes(op, v128.load(a), v128.load(b)));
    a += 16;
    b += 16;
    out += 16;
  }
  while (out < end) {
    store<f32>(out, binaryLane(op, load<f32>(a), load<f32>(b)));
    a += 4;
    b += 4;
    out += 4;
  }
}

@inline
function scalarLoop(op: i32, a: usize, value: f32, out: usize, n: i32): void {
  const end = out + (<usize>n << 2);
  const vectors = out + (<usize>(n & ~3) << 2);
  const b = f32x4.splat(value);
  const quads = out + (<usize>(n & ~15) << 2);
  while (out < quads) {
    v128.store(out, binaryLanes(op, v128.load(a), b));
    v128.store(out, binaryLanes(op, v128.load(a, 16), b), 16);
    v128.store(out, binaryLanes(op, v128.load(a, 32), b), 32);
    v128.store(out, binaryLanes(op, v128.load(a, 48), b), 48);
    a += 64;
    out += 64;
  }
  while (out < vectors) {
    v128.store(out, binaryLanes(op, v128.load(a), b));
    a += 16;
    out += 16;
  }
  while (out < end) {
    store<f32>(out, binaryLane(op, load<f32>(a), value));
    a += 4;
    out += 4;
  }
}

function binaryRun(op: i32, a: usize, b: usize, out: usize, n: i32): void {
  switch (op) {
    case BinaryOp.add:
      binaryLoop(BinaryOp.add, a, b, out, n);
      break;
    case BinaryOp.sub:
      binaryLoop(BinaryOp.sub, a, b, out, n);
      break;
    case BinaryOp.mul:
      binaryLoop(BinaryOp.mul, a, b, out, n);
      break;
    case BinaryOp.div:
      binaryLoop(BinaryOp.div, a, b, out, n);
      break;
    case BinaryOp.maximum:
      binaryLoop(BinaryOp.maximum, a, b, out, n);
      break;
    case BinaryOp.minimum:
      binaryLoop(BinaryOp.minimum, a, b, out, n);
      break;
    default:
      binaryLoop(BinaryOp.reluInputGrad, a, b, out, n);
  }
}

function scalarRun(op: i32, a: usize, value: f32, out: usize, n: i32): void {
  switch (op) {
    case BinaryOp.add:
      scalarLoop(BinaryOp.add, a, value, out, n);
      break;
    case BinaryOp.sub:
      scalarLoop(BinaryOp.sub, a, value, out, n);
      break;
    case BinaryOp.mul:
      scalarLoop(BinaryOp.mul, a, value, out, n);
      break;
    case BinaryOp.div:
      scalarLoop(BinaryOp.div, a, value, out, n);
      break;
    case BinaryOp.maximum:
      scalarLoop(BinaryOp.maximum, a, value, out, n);
      break;
    case BinaryOp.minimum:
      scalarLoop(BinaryOp.minimum, a, value, out, n);
      break;
    case BinaryOp.reverseSub:
      scalarLoop(BinaryOp.reverseSub, a, value, out, n);
      break;
    default:
      scalarLoop(BinaryOp.reverseDiv, a, value, out, n);
  }
}

/** `a op b` over the elements from `begin` to `end`. */
export function binary(op: i32, a: usize, b: usize, out: usize, begin: i32, end: i32): void {
  const skip = <usize>begin << 2;
  binaryRun(op, a + skip, b + skip, out + skip, end - begin);
}

/** `a op value`. */
export function binaryScalar(op: i32, a: usize, value: f32, out: usize, begin: i32, end: i32): void {
  const skip = <usize>begin << 2;
  scalarRun(op, a + skip, value, out + skip, end - begin);
}

/**
 * `a op b` over the runs from `begin` to `end`, which lie on a grid of `.. x size1 x size2` runs of `n` elements; the
 * bytes from one run to the next along each of its dimensions are given for each operand. `isStill`: b has one element
 * per run. The output has no gaps.
 */
export function binaryRuns(
  op: i32,
  isStill: i32,
  n: i32,
  size1: i32,
  size2: i32,
  a: usize,
  a0: usize,
  a1: usize,
  a2: usize,
  b: usize,
  b0: usize,
  b1: usize,
  b2: usize,
  out: usize,
  begin: i32,
  end: i32,
): void {
  const bytes = <usize>n << 2;
  for (let run = begin; run < end; ) {
    const row = run / size2;
    const i2 = run - row * size2;
    const i1 = row % size1;
    const i0 = row / size1;
    let left = a + <usize>i0 * a0 + <usize>i1 * a1 + <usize>i2 * a2;
    let right = b + <usize>i0 * b0 + <usize>i1 * b1 + <usize>i2 * b2;
    let to = out + <usize>run * bytes;
    const stop = min(end, run + size2 - i2);
    for (; run < stop; run++) {
      if (isStill) scalarRun(op, left, load<f32>(right), to, n);
      else binaryRun(op, left, right, to, n);
      left += a2;
      right += b2;
      to += bytes;
    }
  }
}

/** `low` for what is below and `high` for what then is above, from `begin` to `end`. The comparisons of pmax and pmin let NaN stay. */
export function clamp(x: usize, low: f32, high: f32, out: usize, begin: i32, end: i32): void {
  const skip = <usize>begin << 2;
  const n = end - begin;
  const least = f32x4.splat(low);
  const most = f32x4.splat(high);
  x += skip;
  out += skip;
  const stop = out + (<usize>n << 2);
  const vectors = out + (<usize>(n & ~15) << 2);
  for (; out < vectors; x += 64, out += 64) {
    v128.store(out, f32x4.pmin(f32x4.pmax(v128.load(x), least), most));
    v128.store(out, f32x4.pmin(f32x4.pmax(v128.load(x, 16), least), most), 16);
    v128.store(out, f32x4.pmin(f32x4.pmax(v128.load(x, 32), least), most), 32);
    v128.store(out, f32x4.pmin(f32x4.pmax(v128.load(x, 48), least), most), 48);
  }
  for (; out < stop; x += 4, out += 4) {
    v128.store_lane<f32>(out, f32x4.pmin(f32x4.pmax(v128.load32_splat(x), least), most), 0);
  }
}

@inline
function outside(x: v128, low: v128, high: v128, isOpen: bool): v128 {
  if (isOpen) return v128.or(f32x4.le(x, low), f32x4.ge(x, high));
  return v128.not(v128.and(f32x4.ge(x, low), f32x4.le(x, high)));
}

@inline
function clampGradLoop(grad: usize, x: usize, low: f32, high: f32, isOpen: bool, out: usize, n: i32): void {
  const least = f32x4.splat(low);
  const most = f32x4.splat(high);
  const stop = out + (<usize>n << 2);
  const vectors = out + (<usize>(n & ~7) << 2);
  for (; out < vectors; x += 32, grad += 32, out += 32) {
    v128.store(out, v128.andnot(v128.load(grad), outside(v128.load(x), least, most, isOpen)));
    v128.store(out, v128.andnot(v128.load(grad, 16), outside(v128.load(x, 16), least, most, isOpen)), 16);
  }
  for (; out < stop; x += 4, grad += 4, out += 4) {
    const held = v128.andnot(v128.load32_splat(grad), outside(v128.load32_splat(x), least, most, isOpen));
    v128.store_lane<f32>(out, held, 0);
  }
}

/**
 * `grad` from `begin` to `end`, or 0 where x is not from `low` to `high`, as NaN is not; with `isOpen` where x is at one of
 * them or beyond.
 */
export function clampGrad(grad: usize, x: usize, low: f32, high: f32, isOpen: i32, out: usize, begin: i32, end: i32): void {
  const skip = <usize>begin << 2;
  if (isOpen) clampGradLoop(grad + skip, x + skip, low, high, true, out + skip, end - begin);
  else clampGradLoop(grad + skip, x + skip, low, high, false, out + skip, end - begin);
}

@inline
function unaryLanes(op: i32, x: v128): v128 {
  switch (op) {
    case UnaryOp.neg:
      return f32x4.neg(x);
    case UnaryOp.abs:
      return f32x4.abs(x);
    case UnaryOp.sqrt:
      return f32x4.sqrt(x);
    case UnaryOp.square:
      return f32x4.mul(x, x);
    case UnaryOp.reciprocal:
      return f32x4.div(f32x4.splat(1), x);
    case UnaryOp.relu:
      // Not max(x, 0), which turns -0 into 0 on some machines: what is below 0 becomes 0, NaN stays.
      return v128.andnot(x, f32x4.lt(x, f32x4.splat(0)));
    case UnaryOp.rsqrt:
      return f32x4.div(f32x4.splat(1), f32x4.sqrt(x));
    case UnaryOp.floor:
      return f32x4.floor(x);
    case UnaryOp.ceil:
      return f32x4.ceil(x);
    case UnaryOp.round:
      return f32x4.nearest(x);
    case UnaryOp.trunc:
      return f32x4.trunc(x);
    case UnaryOp.sign: {
      // 1 with the sign of what is above or below 0; zeros and NaN have none.
      const zero = f32x4.splat(0);
      const one = f32x4.splat(1);
      return v128.or(
        v128.and(f32x4.gt(x, zero), one),
        v128.and(f32x4.lt(x, zero), f32x4.splat(-1)),
      );
    }
    case UnaryOp.cube:
      return f32x4.mul(f32x4.mul(x, x), x);
    default: {
      const below = f32x4.eq(x, f32x4.splat(-Infinity));
      return v128.bitselect(f32x4.splat(Infinity), f32x4.sqrt(f32x4.add(x, f32x4.splat(0))), below);
    }
  }
}

@inline
function unaryLoop(op: i32, x: usize, out: usize, n: i32): void {
  const end = out + (<usize>n << 2);
  const vectors = out + (<usize>(n & ~3) << 2);
  while (out < vectors) {
    v128.store(out, unaryLanes(op, v128.load(x)));
    x += 16;
    out += 16;
  }
  while (out < end) {
    v128.store_lane<f32>(out, unaryLanes(op, v128.load32_splat(x)), 0);
    x += 4;
    out += 4;
  }
}

/** A function of each element from `begin` to `end`; x may be the output itself. */
export function unary(op: i32, x: usize, out: usize, begin: i32, end: i32): void {
  const n = end - begin;
  x += <usize>begin << 2;
  out += <usize>begin << 2;
  switch (op) {
    case UnaryOp.neg:
      unaryLoop(UnaryOp.neg, x, out, n);
      break;
    case UnaryOp.abs:
      unaryLoop(UnaryOp.abs, x, out, n);
      break;
    case UnaryOp.sqrt:
      unaryLoop(UnaryOp.sqrt, x, out, n);
      break;
    case UnaryOp.square:
      unaryLoop(UnaryOp.square, x, out, n);
      break;
    case UnaryOp.reciprocal:
      unaryLoop(UnaryOp.reciprocal, x, out, n);
      break;
    case UnaryOp.relu:
      unaryLoop(UnaryOp.relu, x, out, n);
      break;
    case UnaryOp.rsqrt:
      unaryLoop(UnaryOp.rsqrt, x, out, n);
      break;
    case UnaryOp.floor:
      unaryLoop(UnaryOp.floor, x, out, n);
      break;
    case UnaryOp.ceil:
      unaryLoop(UnaryOp.ceil, x, out, n);
      break;
    case UnaryOp.round:
      unaryLoop(UnaryOp.round, x, out, n);
      break;
    case UnaryOp.trunc:
      unaryLoop(UnaryOp.trunc, x, out, n);
      break;
    case UnaryOp.sign:
      unaryLoop(UnaryOp.sign, x, out, n);
      break;
    case UnaryOp.cube:
      unaryLoop(UnaryOp.cube, x, out, n);
      break;
    default:
      unaryLoop(UnaryOp.powerOfHalf, x, out, n);
  }
}
