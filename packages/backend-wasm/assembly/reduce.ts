// Sums, maxima and minima of float32. Sums are taken in double precision, as the reference takes them, in an order that
// depends on sizes alone. In maxima and minima NaN
// wins over all.

import { ReduceOp } from "./ops";
import { scratch } from "./scratch";

@inline
function extreme(op: i32, a: v128, b: v128): v128 {
  return op == ReduceOp.max ? f32x4.max(a, b) : f32x4.min(a, b);
}

@inline
function extremeLane(op: i32, a: f32, b: f32): f32 {
  return op == ReduceOp.max ? max(a, b) : min(a, b);
}

@inline
export function highHalf(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f64>(x, x, 1, 1));
}

/** The sum of `n` elements without gaps. */
export function sumRun(x: usize, n: i32): f64 {
  let a = f64x2.splat(0);
  let b = f64x2.splat(0);
  let c = f64x2.splat(0);
  let d = f64x2.splat(0);
  const end = x + (<usize>n << 2);
  const vectors = x + (<usize>(n & ~7) << 2);
  for (; x < vectors; x += 32) {
    const first = v128.load(x);
    const second = v128.load(x, 16);
    a = f64x2.add(a, f64x2.promote_low_f32x4(first));
    b = f64x2.add(b, highHalf(first));
    c = f64x2.add(c, f64x2.promote_low_f32x4(second));
    d = f64x2.add(d, highHalf(second));
  }
  const sums = f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
  let total = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  for (; x < end; x += 4) total += <f64>load<f32>(x);
  return total;
}

@inline
function extremeLoop(op: i32, x: usize, n: i32): f32 {
  let total = load<f32>(x);
  const end = x + (<usize>n << 2);
  if (n >= 8) {
    let a = v128.load(x);
    let b = v128.load(x, 16);
    const vectors = x + (<usize>(n & ~7) << 2);
    for (x += 32; x < vectors; x += 32) {
      a = extreme(op, a, v128.load(x));
      b = extreme(op, b, v128.load(x, 16));
    }
    a = extreme(op, a, b);
    a = extreme(op, a, v128.shuffle<f64>(a, a, 1, 0));
    total = extremeLane(op, f32x4.extract_lane(a, 0), f32x4.extract_lane(a, 1));
  }
  for (; x < end; x += 4) total = extremeLane(op, total, load<f32>(x));
  return total;
}

function maxRun(x: usize, n: i32): f32 {
  return extremeLoop(ReduceOp.max, x, n);
}

function minRun(x: usize, n: i32): f32 {
  return extremeLoop(ReduceOp.min, x, n);
}

/**
 * The results from `begin` to `end`, each of `runs` runs of `n` elements. There is at least one element each for maxima
 * and minima.
 */
export function reduceRuns(
  op: i32,
  x: usize,
  step: usize,
  runs: i32,
  runStep: usize,
  n: i32,
  out: usize,
  begin: i32,
  end: i32,
): void {
  for (let i = begin; i < end; i++) {
    const start = x + <usize>i * step;
    const to = out + (<usize>i << 2);
    if (op == ReduceOp.sum) {
      let total: f64 = 0;
      for (let r = 0; r < runs; r++) total += sumRun(start + <usize>r * runStep, n);
      store<f32>(to, <f32>total);
    } else {
      let total = load<f32>(start);
      for (let r = 0; r < runs; r++) {
        const run = start + <usize>r * runStep;
        total = op == ReduceOp.max ? max(total, maxRun(run, n)) : min(total, minRun(run, n));
      }
      store<f32>(to, total);
    }
  }
}

/** The pieces from `begin` to `end` of a long run, each of `grain` elements but the last: a double each. */
export function reducePieces(op: i32, x: usize, n: i32, grain: i32, out: usize, begin: i32, end: i32): void {
  for (let i = begin; i < end; i++) {
    const start = i * grain;
    const run = x + (<usize>start << 2);
    const length = min(grain, n - start);
    const total: f64 = op == ReduceOp.sum ? sumRun(run, length) : op == ReduceOp.max ? maxRun(run, length) : minRun(run, length);
    store<f64>(out + (<usize>i << 3), total);
  }
}

/** What the pieces make together. */
export function reduceJoin(op: i32, pieces: usize, count: i32, out: usize): void {
  let total = load<f64>(pieces);
  for (let i = 1; i < count; i++) {
    const piece = load<f64>(pieces + (<usize>i << 3));
    total = op == ReduceOp.sum ? total + piece : op == ReduceOp.max ? max(total, piece) : min(total, piece);
  }
  store<f32>(out, <f32>total);
}

/** The sum of `n` elements, divided in double precision. */
export function dividedSum(x: usize, n: i32, divisor: f64, out: usize): void {
  store<f32>(out, <f32>(sumRun(x, n) / divisor));
}

/** Columns of a strip: a cache line of float32. */
export const STRIP_COLUMNS: i32 = 16;

/** The sums of sixteen columns, which are a line of the cache. */
function sumWide(x: usize, rows: i32, rowStep: usize, out: usize): void {
  let a0 = f64x2.splat(0);
  let a1 = f64x2.splat(0);
  let b0 = f64x2.splat(0);
  let b1 = f64x2.splat(0);
  let c0 = f64x2.splat(0);
  let c1 = f64x2.splat(0);
  let d0 = f64x2.splat(0);
  let d1 = f64x2.splat(0);
  for (; rows > 0; rows--, x += rowStep) {
    const a = v128.load(x);
    a0 = f64x2.add(a0, f64x2.promote_low_f32x4(a));
    a1 = f64x2.add(a1, highHalf(a));
    const b = v128.load(x, 16);
    b0 = f64x2.add(b0, f64x2.promote_low_f32x4(b));
    b1 = f64x2.add(b1, highHalf(b));
    const c = v128.load(x, 32);
    c0 = f64x2.add(c0, f64x2.promote_low_f32x4(c));
    c1 = f64x2.add(c1, highHalf(c));
    const d = v128.load(x, 48);
    d0 = f64x2.add(d0, f64x2.promote_low_f32x4(d));
    d1 = f64x2.add(d1, highHalf(d));
  }
  v128.store(out, joined(a0, a1));
  v128.store(out, joined(b0, b1), 16);
  v128.store(out, joined(c0, c1), 32);
  v128.store(out, joined(d0, d1), 48);
}

@inline
function joined(low: v128, high: v128): v128 {
  return v128.shuffle<f64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

/** The sums of four columns. */
function sumNarrow(x: usize, rows: i32, rowStep: usize, out: usize): void {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (; rows > 0; rows--, x += rowStep) {
    const a = v128.load(x);
    low = f64x2.add(low, f64x2.promote_low_f32x4(a));
    high = f64x2.add(high, highHalf(a));
  }
  v128.store(out, joined(low, high));
}

@inline
function extremeColumns(op: i32, x: usize, rows: i32, rowStep: usize, out: usize): void {
  let total = v128.load(x);
  for (x += rowStep; rows > 1; rows--, x += rowStep) total = extreme(op, total, v128.load(x));
  v128.store(out, total);
}

/** One column at the edge. */
function reduceColumn(op: i32, x: usize, rows: i32, rowStep: usize, out: usize): void {
  let sum: f64 = 0;
  let total = load<f32>(x);
  for (; rows > 0; rows--, x += rowStep) {
    const value = load<f32>(x);
    if (op == ReduceOp.sum) sum += <f64>value;
    else total = op == ReduceOp.max ? max(total, value) : min(total, value);
  }
  store<f32>(out, op == ReduceOp.sum ? <f32>sum : total);
}

/** Up to sixteen columns. */
function reduceStrip(op: i32, x: usize, rows: i32, rowStep: usize, columns: i32, out: usize): void {
  if (op == ReduceOp.sum && columns == STRIP_COLUMNS) {
    sumWide(x, rows, rowStep, out);
    return;
  }
  for (; columns >= 4; columns -= 4, x += 16, out += 16) {
    if (op == ReduceOp.sum) sumNarrow(x, rows, rowStep, out);
    else if (op == ReduceOp.max) extremeColumns(ReduceOp.max, x, rows, rowStep, out);
    else extremeColumns(ReduceOp.min, x, rows, rowStep, out);
  }
  for (; columns > 0; columns--, x += 4, out += 4) reduceColumn(op, x, rows, rowStep, out);
}

/**
 * Columns of matrices, in strips of {@link STRIP_COLUMNS}: those from `begin` to `end`, of which each matrix has
 * `ceil(columns / STRIP_COLUMNS)`. For maxima and minima there is at least one row.
 */
export function reduceColumns(
  op: i32,
  x: usize,
  step: usize,
  rows: i32,
  rowStep: usize,
  columns: i32,
  out: usize,
  begin: i32,
  end: i32,
): void {
  const strips = (columns + STRIP_COLUMNS - 1) / STRIP_COLUMNS;
  for (let i = begin; i < end; i++) {
    const matrix = i / strips;
    const column = (i - matrix * strips) * STRIP_COLUMNS;
    const to = out + (<usize>(matrix * columns + column) << 2);
    reduceStrip(op, x + <usize>matrix * step + (<usize>column << 2), rows, rowStep, min(STRIP_COLUMNS, columns - column), to);
  }
}

@inline
function isBetter(isMin: i32, value: f32, best: f32): bool {
  // A NaN is better than all numbers, and the first NaN stays.
  const further = isMin ? value < best : value > best;
  return further || (value != value && best == best);
}

/** The index of the first largest or smallest of `n` elements, at least one. */
@inline
function argIndex(isMin: i32, x: usize, n: i32): i32 {
  let index = 0;
  let best = load<f32>(x);
  let k = 1;
  if (n >= 8) {
    let bests = v128.load(x);
    let indices = i32x4(0, 1, 2, 3);
    let here = indices;
    for (k = 4; k + 4 <= n; k += 4) {
      here = i32x4.add(here, i32x4.splat(4));
      const value = v128.load(x + (<usize>k << 2));
      const further = isMin ? f32x4.lt(value, bests) : f32x4.gt(value, bests);
      const mask = v128.or(further, v128.andnot(f32x4.ne(value, value), f32x4.ne(bests, bests)));
      bests = v128.bitselect(value, bests, mask);
      indices = v128.bitselect(here, indices, mask);
    }
    best = f32x4.extract_lane(bests, 0);
    index = i32x4.extract_lane(indices, 0);
    v128.store(scratch, bests);
    v128.store(scratch, indices, 16);
    for (let lane = 1; lane < 4; lane++) {
      const value = load<f32>(scratch + (<usize>lane << 2));
      const at = load<i32>(scratch + (<usize>lane << 2), 16);
      const isEqual = value == best || (value != value && best != best);
      if (isBetter(isMin, value, best) || (isEqual && at < index)) {
        best = value;
        index = at;
      }
    }
  }
  for (; k < n; k++) {
    const value = load<f32>(x + (<usize>k << 2));
    if (isBetter(isMin, value, best)) {
      best = value;
      index = k;
    }
  }
  return index;
}

/** Indices in the rows from `begin` to `end`. */
export function argRows(isMin: i32, x: usize, step: usize, n: i32, out: usize, begin: i32, end: i32): void {
  for (let i = begin; i < end; i++) {
    const row = x + <usize>i * step;
    store<i32>(out + (<usize>i << 2), isMin ? argIndex(1, row, n) : argIndex(0, row, n));
  }
}
