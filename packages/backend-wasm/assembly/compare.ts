// Comparisons of float32, which give a byte of 0 or 1 each, logic on such bytes, and choices by them.

import { CompareOp, LogicOp } from "./ops";

@inline
function compareLanes(op: i32, a: v128, b: v128): v128 {
  switch (op) {
    case CompareOp.eq:
      return f32x4.eq(a, b);
    case CompareOp.ne:
      return f32x4.ne(a, b);
    case CompareOp.lt:
      return f32x4.lt(a, b);
    case CompareOp.le:
      return f32x4.le(a, b);
    case CompareOp.gt:
      return f32x4.gt(a, b);
    default:
      return f32x4.ge(a, b);
  }
}

@inline
function compareLane(op: i32, a: f32, b: f32): bool {
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

/** Sixteen masks of all ones or zeros as bytes of 1 or 0. */
@inline
function bytesOf(m0: v128, m1: v128, m2: v128, m3: v128): v128 {
  const halves = i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(m0, m1), i16x8.narrow_i32x4_s(m2, m3));
  return v128.and(halves, i8x16.splat(1));
}

@inline
function compareLoop(op: i32, a: usize, b: usize, out: usize, n: i32): void {
  const end = out + <usize>n;
  const vectors = out + <usize>(n & ~15);
  while (out < vectors) {
    const m0 = compareLanes(op, v128.load(a), v128.load(b));
    const m1 = compareLanes(op, v128.load(a, 16), v128.load(b, 16));
    const m2 = compareLanes(op, v128.load(a, 32), v128.load(b, 32));
    const m3 = compareLanes(op, v128.load(a, 48), v128.load(b, 48));
    v128.store(out, bytesOf(m0, m1, m2, m3));
    a += 64;
    b += 64;
    out += 16;
  }
  while (out < end) {
    store<u8>(out, <u8>compareLane(op, load<f32>(a), load<f32>(b)));
    a += 4;
    b += 4;
    out++;
  }
}

@inline
function scalarLoop(op: i32, a: usize, value: f32, out: usize, n: i32): void {
  const end = out + <usize>n;
  const vectors = out + <usize>(n & ~15);
  const b = f32x4.splat(value);
  while (out < vectors) {
    const m0 = compareLanes(op, v128.load(a), b);
    const m1 = compareLanes(op, v128.load(a, 16), b);
    const m2 = compareLanes(op, v128.load(a, 32), b);
    const m3 = compareLanes(op, v128.load(a, 48), b);
    v128.store(out, bytesOf(m0, m1, m2, m3));
    a += 64;
    out += 16;
  }
  while (out < end) {
    store<u8>(out, <u8>compareLane(op, load<f32>(a), value));
    a += 4;
    out++;
  }
}

function compareRun(op: i32, a: usize, b: usize, out: usize, n: i32): void {
  switch (op) {
    case CompareOp.eq:
      compareLoop(CompareOp.eq, a, b, out, n);
      break;
    case CompareOp.ne:
      compareLoop(CompareOp.ne, a, b, out, n);
      break;
    case CompareOp.lt:
      compareLoop(CompareOp.lt, a, b, out, n);
      break;
    case CompareOp.le:
      compareLoop(CompareOp.le, a, b, out, n);
      break;
    case CompareOp.gt:
      compareLoop(CompareOp.gt, a, b, out, n);
      break;
    default:
      compareLoop(CompareOp.ge, a, b, out, n);
  }
}

function scalarRun(op: i32, a: usize, value: f32, out: usize, n: i32): void {
  switch (op) {
    case CompareOp.eq:
      scalarLoop(CompareOp.eq, a, value, out, n);
      break;
    case CompareOp.ne:
      scalarLoop(CompareOp.ne, a, value, out, n);
      break;
    case CompareOp.lt:
      scalarLoop(CompareOp.lt, a, value, out, n);
      break;
    case CompareOp.le:
      scalarLoop(CompareOp.le, a, value, out, n);
      break;
    case CompareOp.gt:
      scalarLoop(CompareOp.gt, a, value, out, n);
      break;
    default:
      scalarLoop(CompareOp.ge, a, value, out, n);
  }
}

/** `a op b` over the elements from `begin` to `end`. */
export function compare(op: i32, a: usize, b: usize, out: usize, begin: i32, end: i32): void {
  const skip = <usize>begin << 2;
  compareRun(op, a + skip, b + skip, out + begin, end - begin);
}

/** `a op value`. */
export function compareScalar(op: i32, a: usize, value: f32, out: usize, begin: i32, end: i32): void {
  scalarRun(op, a + (<usize>begin << 2), value, out + begin, end - begin);
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
      if (isStill) scalarRun(op, left, load<f32>(right), to, n);
      else compareRun(op, left, right, to, n);
      left += a2;
      right += b2;
      to += <usize>n;
    }
  }
}

@inline
function operand(p: usize, step: usize): v128 {
  return step == 0 ? v128.load32_splat(p) : v128.load(p);
}

/** A run of `condition ? a : b`; steps are bytes, those of a and b 4 or 0, the condition's 1 or 0. */
function selectRun(
  condition: usize,
  stepCondition: usize,
  a: usize,
  stepA: usize,
  b: usize,
  stepB: usize,
  out: usize,
  n: i32,
): void {
  const end = out + (<usize>n << 2);
  const vectors = out + (<usize>(n & ~3) << 2);
  while (out < vectors) {
    const bytes = stepCondition == 0 ? v128.load8_splat(condition) : v128.load32_zero(condition);
    const wide = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes));
    const mask = i32x4.ne(wide, i32x4.splat(0));
    v128.store(out, v128.bitselect(operand(a, stepA), operand(b, stepB), mask));
    condition += stepCondition << 2;
    a += stepA << 2;
    b += stepB << 2;
    out += 16;
  }
  while (out < end) {
    store<f32>(out, load<u8>(condition) != 0 ? load<f32>(a) : load<f32>(b));
    condition += stepCondition;
    a += stepA;
    b += stepB;
    out += 4;
  }
}

/** `condition ? a : b` over the elements from `begin` to `end`. */
export function select(
  condition: usize,
  a: usize,
  stepA: usize,
  b: usize,
  stepB: usize,
  out: usize,
  begin: i32,
  end: i32,
): void {
  const i = <usize>begin;
  selectRun(condition + i, 1, a + i * stepA, stepA, b + i * stepB, stepB, out + (i << 2), end - begin);
}

/** `condition ? a : b` over the runs from `begin` to `end` of a grid, as `binaryRuns`. */
export function selectRuns(
  n: i32,
  size1: i32,
  size2: i32,
  c: usize,
  c0: usize,
  c1: usize,
  c2: usize,
  stepC: usize,
  a: usize,
  a0: usize,
  a1: usize,
  a2: usize,
  stepA: usize,
  b: usize,
  b0: usize,
  b1: usize,
  b2: usize,
  stepB: usize,
  out: usize,
  begin: i32,
  end: i32,
): void {
  for (let run = begin; run < end; run++) {
    const row = run / size2;
    const i2 = <usize>(run - row * size2);
    const i1 = <usize>(row % size1);
    const i0 = <usize>(row / size1);
    selectRun(
      c + i0 * c0 + i1 * c1 + i2 * c2,
      stepC,
      a + i0 * a0 + i1 * a1 + i2 * a2,
      stepA,
      b + i0 * b0 + i1 * b1 + i2 * b2,
      stepB,
      out + ((<usize>run * <usize>n) << 2),
      n,
    );
  }
}

@inline
function logicLanes(op: i32, a: v128, b: v128): v128 {
  return op == LogicOp.and ? v128.and(a, b) : op == LogicOp.or ? v128.or(a, b) : v128.xor(a, b);
}

@inline
function logicLoop(op: i32, a: usize, b: usize, out: usize, n: i32): void {
  const end = out + <usize>n;
  const vectors = out + <usize>(n & ~15);
  while (out < vectors) {
    v128.store(out, logicLanes(op, v128.load(a), v128.load(b)));
    a += 16;
    b += 16;
    out += 16;
  }
  while (out < end) {
    v128.store_lane<u8>(out, logicLanes(op, v128.load8_splat(a), v128.load8_splat(b)), 0);
    a++;
    b++;
    out++;
  }
}

/** And, or and exclusive or of bytes of 0 or 1. */
export function logic(op: i32, a: usize, b: usize, out: usize, begin: i32, end: i32): void {
  const n = end - begin;
  a += begin;
  b += begin;
  out += begin;
  if (op == LogicOp.and) logicLoop(LogicOp.and, a, b, out, n);
  else if (op == LogicOp.or) logicLoop(LogicOp.or, a, b, out, n);
  else logicLoop(LogicOp.xor, a, b, out, n);
}

/** 1 less each byte of 0 or 1. */
export function logicalNot(x: usize, out: usize, begin: i32, end: i32): void {
  const vectors = begin + ((end - begin) & ~15);
  let i = begin;
  for (; i < vectors; i += 16) v128.store(out + i, v128.xor(v128.load(x + i), i8x16.splat(1)));
  for (; i < end; i++) store<u8>(out + i, load<u8>(x + i) ^ 1);
}
