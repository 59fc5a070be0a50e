// Comparisons of elements of type T, f32, f64, i32 or u8, which give a byte of 0 or 1 each.

import { CompareOp } from "./ops";

@inline
function compareLanes<T>(op: i32, a: v128, b: v128): v128 {
  switch (op) {
    case CompareOp.eq:
      return v128.eq<T>(a, b);
    case CompareOp.ne:
      return v128.ne<T>(a, b);
    case CompareOp.lt:
      return v128.lt<T>(a, b);
    case CompareOp.le:
      return v128.le<T>(a, b);
    case CompareOp.gt:
      return v128.gt<T>(a, b);
    default:
      return v128.ge<T>(a, b);
  }
}

@inline
function compareLane<T>(op: i32, a: T, b: T): bool {
  switch (op) {
    case CompareOp.eq:
      return a == b;
    case CompareOp.ne:
      return a != b;
    case CompareOp.lt:
      return a < b;
    case CompareOp.le:
      return a <= b;
    case CompareOp.gt:
      return a > b;
    default:
      return a >= b;
  }
}

/** The masks of four elements, of all ones or zeros; with `isStill` b is a vector of one number. */
@inline
function fourMasks<T>(op: i32, isStill: bool, a: usize, b: usize, value: v128): v128 {
  if (sizeof<T>() == 4) return compareLanes<T>(op, v128.load(a), isStill ? value : v128.load(b));
  const low = compareLanes<T>(op, v128.load(a), isStill ? value : v128.load(b));
  const high = compareLanes<T>(op, v128.load(a, 16), isStill ? value : v128.load(b, 16));
  return v128.shuffle<i32>(low, high, 0, 2, 4, 6);
}

/** Sixteen comparisons as bytes of 1 or 0. */
@inline
function sixteenBytes<T>(op: i32, isStill: bool, a: usize, b: usize, value: v128): v128 {
  if (sizeof<T>() == 1) {
    return v128.and(compareLanes<T>(op, v128.load(a), isStill ? value : v128.load(b)), i8x16.splat(1));
  }
  const step = 4 * sizeof<T>();
  const m0 = fourMasks<T>(op, isStill, a, b, value);
  const m1 = fourMasks<T>(op, isStill, a + step, b + step, value);
  const m2 = fourMasks<T>(op, isStill, a + 2 * step, b + 2 * step, value);
  const m3 = fourMasks<T>(op, isStill, a + 3 * step, b + 3 * step, value);
  const halves = i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(m0, m1), i16x8.narrow_i32x4_s(m2, m3));
  return v128.and(halves, i8x16.splat(1));
}

@inline
function compareLoop<T>(op: i32, isStill: bool, a: usize, b: usize, value: T, out: usize, n: i32): void {
  const end = out + <usize>n;
  const vectors = out + <usize>(n & ~15);
  const values = v128.splat<T>(value);
  while (out < vectors) {
    v128.store(out, sixteenBytes<T>(op, isStill, a, b, values));
    a += 16 * sizeof<T>();
    if (!isStill) b += 16 * sizeof<T>();
    out += 16;
  }
  while (out < end) {
    store<u8>(out, <u8>compareLane<T>(op, load<T>(a), isStill ? value : load<T>(b)));
    a += sizeof<T>();
    if (!isStill) b += sizeof<T>();
    out++;
  }
}

@inline
function compareRunOf<T>(op: i32, isStill: bool, a: usize, b: usize, value: T, out: usize, n: i32): void {
  switch (op) {
    case CompareOp.eq:
      compareLoop<T>(CompareOp.eq, isStill, a, b, value, out, n);
      break;
    case CompareOp.ne:
      compareLoop<T>(CompareOp.ne, isStill, a, b, value, out, n);
      break;
    case CompareOp.lt:
      compareLoop<T>(CompareOp.lt, isStill, a, b, value, out, n);
      break;
    case CompareOp.le:
      compareLoop<T>(CompareOp.le, isStill, a, b, value, out, n);
      break;
    case CompareOp.gt:
      compareLoop<T>(CompareOp.gt, isStill, a, b, value, out, n);
      break;
    default:
      compareLoop<T>(CompareOp.ge, isStill, a, b, value, out, n);
  }
}

function compareRun<T>(op: i32, a: usize, b: usize, out: usize, n: i32): void {
  compareRunOf<T>(op, false, a, b, 0, out, n);
}

function scalarRun<T>(op: i32, a: usize, value: T, out: usize, n: i32): void {
  compareRunOf<T>(op, true, a, 0, value, out, n);
}

@inline
function compareOf<T>(op: i32, a: usize, b: usize, out: usize, begin: i32, end: i32): void {
  const skip = <usize>begin * sizeof<T>();
  compareRun<T>(op, a + skip, b + skip, out + begin, end - begin);
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
  for (let run = begin; run < end; ) {
    const row = run / size2;
    const i2 = run - row * size2;
    const i1 = row % size1;
    const i0 = row / size1;
    let left = a + <usize>i0 * a0 + <usize>i1 * a1 + <usize>i2 * a2;
    let right = b + <usize>i0 * b0 + <usize>i1 * b1 + <usize>i2 * b2;
    let to = out + <usize>run * <usize>n;
    const stop = min(end, run + size2 - i2);
    for (; run < stop; run++) {
      if (isStill) scalarRun<T>(op, left, load<T>(right), to, n);
      else compareRun<T>(op, left, right, to, n);
      left += a2;
      right += b2;
      to += <usize>n;
    }
  }
}

/** `a op b` over the elements from `begin` to `end`. */
export function compare(op: i32, a: usize, b: usize, out: usize, begin: i32, end: i32): void {
  compareOf<f32>(op, a, b, out, begin, end);
}

export function compareDouble(op: i32, a: usize, b: usize, out: usize, begin: i32, end: i32): void {
  compareOf<f64>(op, a, b, out, begin, end);
}

export function compareInt(op: i32, a: usize, b: usize, out: usize, begin: i32, end: i32): void {
  compareOf<i32>(op, a, b, out, begin, end);
}

export function compareByte(op: i32, a: usize, b: usize, out: usize, begin: i32, end: i32): void {
  compareOf<u8>(op, a, b, out, begin, end);
}

/** `a op value`. */
export function compareScalar(op: i32, a: usize, value: f32, out: usize, begin: i32, end: i32): void {
  scalarRun<f32>(op, a + <usize>begin * sizeof<f32>(), value, out + begin, end - begin);
}

export function compareDoubleScalar(op: i32, a: usize, value: f64, out: usize, begin: i32, end: i32): void {
  scalarRun<f64>(op, a + <usize>begin * sizeof<f64>(), value, out + begin, end - begin);
}

export function compareIntScalar(op: i32, a: usize, value: i32, out: usize, begin: i32, end: i32): void {
  scalarRun<i32>(op, a + <usize>begin * sizeof<i32>(), value, out + begin, end - begin);
}

export function compareByteScalar(op: i32, a: usize, value: u8, out: usize, begin: i32, end: i32): void {
  scalarRun<u8>(op, a + <usize>begin * sizeof<u8>(), value, out + begin, end - begin);
}

/** As `binaryRuns`. */
export function compareRuns(
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

export function compareDoubleRuns(
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

export function compareIntRuns(
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
