// Cheap functions of one element of type T: f32, f64 or i32, which has some of them.

import { UnaryOp } from "./ops";

@inline
function unaryLanes<T>(op: i32, x: v128): v128 {
  switch (op) {
    case UnaryOp.neg:
      return v128.neg<T>(x);
    case UnaryOp.abs:
      return v128.abs<T>(x);
    case UnaryOp.square:
      return v128.mul<T>(x, x);
    case UnaryOp.relu:
      // Not max(x, 0), which turns -0 into 0 on some machines: what is below 0 becomes 0, NaN stays.
      return v128.andnot(x, v128.lt<T>(x, v128.splat<T>(0)));
    case UnaryOp.sign: {
      // 1 with the sign of what is above or below 0; zeros and NaN have none.
      const zero = v128.splat<T>(0);
      return v128.or(
        v128.and(v128.gt<T>(x, zero), v128.splat<T>(1)),
        v128.and(v128.lt<T>(x, zero), v128.splat<T>(-1)),
      );
    }
    default:
      return isFloat<T>() ? fractionalLanes<T>(op, x) : x;
  }
}

/** What makes sense for floats only. */
@inline
function fractionalLanes<T>(op: i32, x: v128): v128 {
  switch (op) {
    case UnaryOp.sqrt:
      return v128.sqrt<T>(x);
    case UnaryOp.reciprocal:
      return v128.div<T>(v128.splat<T>(1), x);
    case UnaryOp.rsqrt:
      return v128.div<T>(v128.splat<T>(1), v128.sqrt<T>(x));
    case UnaryOp.floor:
      return v128.floor<T>(x);
    case UnaryOp.ceil:
      return v128.ceil<T>(x);
    case UnaryOp.round:
      return v128.nearest<T>(x);
    case UnaryOp.trunc:
      return v128.trunc<T>(x);
    case UnaryOp.cube:
      return v128.mul<T>(v128.mul<T>(x, x), x);
    default: {
      const below = v128.eq<T>(x, v128.splat<T>(-Infinity));
      return v128.bitselect(v128.splat<T>(Infinity), v128.sqrt<T>(v128.add<T>(x, v128.splat<T>(0))), below);
    }
  }
}

@inline
function unaryLoop<T>(op: i32, x: usize, out: usize, n: i32): void {
  const end = out + <usize>n * sizeof<T>();
  const vectors = out + <usize>(n & ~(16 / <i32>sizeof<T>() - 1)) * sizeof<T>();
  while (out < vectors) {
    v128.store(out, unaryLanes<T>(op, v128.load(x)));
    x += 16;
    out += 16;
  }
  while (out < end) {
    v128.store_lane<T>(out, unaryLanes<T>(op, v128.load_splat<T>(x)), 0);
    x += sizeof<T>();
    out += sizeof<T>();
  }
}

@inline
function unaryOf<T>(op: i32, x: usize, out: usize, begin: i32, end: i32): void {
  const n = end - begin;
  x += <usize>begin * sizeof<T>();
  out += <usize>begin * sizeof<T>();
  switch (op) {
    case UnaryOp.neg:
      unaryLoop<T>(UnaryOp.neg, x, out, n);
      break;
    case UnaryOp.abs:
      unaryLoop<T>(UnaryOp.abs, x, out, n);
      break;
    case UnaryOp.square:
      unaryLoop<T>(UnaryOp.square, x, out, n);
      break;
    case UnaryOp.relu:
      unaryLoop<T>(UnaryOp.relu, x, out, n);
      break;
    case UnaryOp.sign:
      unaryLoop<T>(UnaryOp.sign, x, out, n);
      break;
    default:
      if (isFloat<T>()) fractionalOf<T>(op, x, out, n);
  }
}

/** Functions of floats. */
@inline
function fractionalOf<T>(op: i32, x: usize, out: usize, n: i32): void {
  switch (op) {
    case UnaryOp.sqrt:
      unaryLoop<T>(UnaryOp.sqrt, x, out, n);
      break;
    case UnaryOp.reciprocal:
      unaryLoop<T>(UnaryOp.reciprocal, x, out, n);
      break;
    case UnaryOp.rsqrt:
      unaryLoop<T>(UnaryOp.rsqrt, x, out, n);
      break;
    case UnaryOp.floor:
      unaryLoop<T>(UnaryOp.floor, x, out, n);
      break;
    case UnaryOp.ceil:
      unaryLoop<T>(UnaryOp.ceil, x, out, n);
      break;
    case UnaryOp.round:
      unaryLoop<T>(UnaryOp.round, x, out, n);
      break;
    case UnaryOp.trunc:
      unaryLoop<T>(UnaryOp.trunc, x, out, n);
      break;
    case UnaryOp.cube:
      unaryLoop<T>(UnaryOp.cube, x, out, n);
      break;
    default:
      unaryLoop<T>(UnaryOp.powerOfHalf, x, out, n);
  }
}

/** A function of each element from `begin` to `end`; x may be the output itself. */
export function unary(op: i32, x: usize, out: usize, begin: i32, end: i32): void {
  unaryOf<f32>(op, x, out, begin, end);
}

export function unaryDouble(op: i32, x: usize, out: usize, begin: i32, end: i32): void {
  unaryOf<f64>(op, x, out, begin, end);
}

export function unaryInt(op: i32, x: usize, out: usize, begin: i32, end: i32): void {
  unaryOf<i32>(op, x, out, begin, end);
}
