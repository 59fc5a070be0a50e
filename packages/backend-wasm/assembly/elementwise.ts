// Arithmetic on elements of type T: f32, f64 or i32. A run is `n` contiguous elements; a second operand that stands still is
// a number.

import { BinaryOp } from "./ops";

@inline
function binaryLanes<T>(op: i32, a: v128, b: v128): v128 {
  switch (op) {
    case BinaryOp.add:
      return v128.add<T>(a, b);
    case BinaryOp.sub:
      return v128.sub<T>(a, b);
    case BinaryOp.mul:
      return v128.mul<T>(a, b);
    case BinaryOp.div:
      return isFloat<T>() ? v128.div<T>(a, b) : a;
    case BinaryOp.maximum:
      return v128.max<T>(a, b);
    case BinaryOp.minimum:
      return v128.min<T>(a, b);
    case BinaryOp.reverseSub:
      return v128.sub<T>(b, a);
    case BinaryOp.reverseDiv:
      return isFloat<T>() ? v128.div<T>(b, a) : a;
    default:
      return v128.andnot(a, v128.le<T>(b, v128.splat<T>(0)));
  }
}

/**
 * A loop per op, so that the choice is made once and not per element. Four vectors at a time take half as long as one
 * where the operands are in the first-level cache.
 */
@inline
function binaryLoop<T>(op: i32, a: usize, b: usize, out: usize, n: i32): void {
  const end = out + <usize>n * sizeof<T>();
  const vectors = out + <usize>(n & ~(16 / <i32>sizeof<T>() - 1)) * sizeof<T>();
  const quads = out + <usize>(n & ~(64 / <i32>sizeof<T>() - 1)) * sizeof<T>();
  while (out < quads) {
    v128.store(out, binaryLanes<T>(op, v128.load(a), v128.load(b)));
    v128.store(out, binaryLanes<T>(op, v128.load(a, 16), v128.load(b, 16)), 16);
    v128.store(out, binaryLanes<T>(op, v128.load(a, 32), v128.load(b, 32)), 32);
    v128.store(out, binaryLanes<T>(op, v128.load(a, 48), v128.load(b, 48)), 48);
    a += 64;
    b += 64;
    out += 64;
  }
  while (out < vectors) {
    v128.store(out, binaryLanes<T>(op, v128.load(a), v128.load(b)));
    a += 16;
    b += 16;
    out += 16;
  }
  while (out < end) {
    v128.store_lane<T>(out, binaryLanes<T>(op, v128.load_splat<T>(a), v128.load_splat<T>(b)), 0);
    a += sizeof<T>();
    b += sizeof<T>();
    out += sizeof<T>();
  }
}

@inline
function scalarLoop<T>(op: i32, a: usize, value: T, out: usize, n: i32): void {
  const end = out + <usize>n * sizeof<T>();
  const vectors = out + <usize>(n & ~(16 / <i32>sizeof<T>() - 1)) * sizeof<T>();
  const quads = out + <usize>(n & ~(64 / <i32>sizeof<T>() - 1)) * sizeof<T>();
  const b = v128.splat<T>(value);
  while (out < quads) {
    v128.store(out, binaryLanes<T>(op, v128.load(a), b));
    v128.store(out, binaryLanes<T>(op, v128.load(a, 16), b), 16);
    v128.store(out, binaryLanes<T>(op, v128.load(a, 32), b), 32);
    v128.store(out, binaryLanes<T>(op, v128.load(a, 48), b), 48);
    a += 64;
    out += 64;
  }
  while (out < vectors) {
    v128.store(out, binaryLanes<T>(op, v128.load(a), b));
    a += 16;
    out += 16;
  }
  while (out < end) {
    v128.store_lane<T>(out, binaryLanes<T>(op, v128.load_splat<T>(a), b), 0);
    a += sizeof<T>();
    out += sizeof<T>();
  }
}

function binaryRun<T>(op: i32, a: usize, b: usize, out: usize, n: i32): void {
  switch (op) {
    case BinaryOp.add:
      binaryLoop<T>(BinaryOp.add, a, b, out, n);
      break;
    case BinaryOp.sub:
      binaryLoop<T>(BinaryOp.sub, a, b, out, n);
      break;
    case BinaryOp.mul:
      binaryLoop<T>(BinaryOp.mul, a, b, out, n);
      break;
    case BinaryOp.div:
      if (isFloat<T>()) binaryLoop<T>(BinaryOp.div, a, b, out, n);
      break;
    case BinaryOp.maximum:
      binaryLoop<T>(BinaryOp.maximum, a, b, out, n);
      break;
    case BinaryOp.minimum:
      binaryLoop<T>(BinaryOp.minimum, a, b, out, n);
      break;
    default:
      binaryLoop<T>(BinaryOp.reluInputGrad, a, b, out, n);
  }
}

function scalarRun<T>(op: i32, a: usize, value: T, out: usize, n: i32): void {
  switch (op) {
    case BinaryOp.add:
      scalarLoop<T>(BinaryOp.add, a, value, out, n);
      break;
    case BinaryOp.sub:
      scalarLoop<T>(BinaryOp.sub, a, value, out, n);
      break;
    case BinaryOp.mul:
      scalarLoop<T>(BinaryOp.mul, a, value, out, n);
      break;
    case BinaryOp.div:
      if (isFloat<T>()) scalarLoop<T>(BinaryOp.div, a, value, out, n);
      break;
    case BinaryOp.maximum:
      scalarLoop<T>(BinaryOp.maximum, a, value, out, n);
      break;
    case BinaryOp.minimum:
      scalarLoop<T>(BinaryOp.minimum, a, value, out, n);
      break;
    case BinaryOp.reverseSub:
      scalarLoop<T>(BinaryOp.reverseSub, a, value, out, n);
      break;
    default:
      if (isFloat<T>()) scalarLoop<T>(BinaryOp.reverseDiv, a, value, out, n);
  }
}

@inline
function binaryOf<T>(op: i32, a: usize, b: usize, out: usize, begin: i32, end: i32): void {
  const skip = <usize>begin * sizeof<T>();
  binaryRun<T>(op, a + skip, b + skip, out + skip, end - begin);
}

@inline
function scalarOf<T>(op: i32, a: usize, value: T, out: usize, begin: i32, end: i32): void {
  const skip = <usize>begin * sizeof<T>();
  scalarRun<T>(op, a + skip, value, out + skip, end - begin);
}

@inline
function runsOf<T>(
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
  const bytes = <usize>n * sizeof<T>();
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
      if (isStill) scalarRun<T>(op, left, load<T>(right), to, n);
      else binaryRun<T>(op, left, right, to, n);
      left += a2;
      right += b2;
      to += bytes;
    }
  }
}

/** `a op b` over the elements from `begin` to `end`. */
export function binary(op: i32, a: usize, b: usize, out: usize, begin: i32, end: i32): void {
  binaryOf<f32>(op, a, b, out, begin, end);
}

export function binaryDouble(op: i32, a: usize, b: usize, out: usize, begin: i32, end: i32): void {
  binaryOf<f64>(op, a, b, out, begin, end);
}

export function binaryInt(op: i32, a: usize, b: usize, out: usize, begin: i32, end: i32): void {
  binaryOf<i32>(op, a, b, out, begin, end);
}

/** `a op value`. */
export function binaryScalar(op: i32, a: usize, value: f32, out: usize, begin: i32, end: i32): void {
  scalarOf<f32>(op, a, value, out, begin, end);
}

export function binaryDoubleScalar(op: i32, a: usize, value: f64, out: usize, begin: i32, end: i32): void {
  scalarOf<f64>(op, a, value, out, begin, end);
}

export function binaryIntScalar(op: i32, a: usize, value: i32, out: usize, begin: i32, end: i32): void {
  scalarOf<i32>(op, a, value, out, begin, end);
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
  runsOf<f32>(op, isStill, n, size1, size2, a, a0, a1, a2, b, b0, b1, b2, out, begin, end);
}

export function binaryDoubleRuns(
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
  runsOf<f64>(op, isStill, n, size1, size2, a, a0, a1, a2, b, b0, b1, b2, out, begin, end);
}

export function binaryIntRuns(
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
  runsOf<i32>(op, isStill, n, size1, size2, a, a0, a1, a2, b, b0, b1, b2, out, begin, end);
}
