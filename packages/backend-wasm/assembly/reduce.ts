// Sums, products, maxima and minima of elements of type T: f32, f64 or i32. Sums and products are taken in double
// precision, as the reference takes them, in an order that depends on sizes alone. In maxima and minima NaN wins over all.

import { ReduceOp } from "./ops";
import { scratch } from "./scratch";

@inline
export function highHalf(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f64>(x, x, 1, 1));
}

/** Two elements as doubles, the k-th pair from an address on. */
@inline
function pairAt<T>(x: usize, k: usize): v128 {
  if (sizeof<T>() == 8) return v128.load(x + 16 * k);
  const pair = v128.load64_zero(x + 8 * k);
  return isFloat<T>() ? f64x2.promote_low_f32x4(pair) : f64x2.convert_low_i32x4_s(pair);
}

/**
 * Pairs made of {@link pairAt} are added as `1 b + a` where fused: that has the digits of `a + b`, and leaves the
 * processor's adders, which convert as well, to the conversions.
 */
@inline
function joinPairs<T>(op: i32, a: v128, b: v128): v128 {
  if (op == ReduceOp.prod) return f64x2.mul(a, b);
  return sizeof<T>() == 8 ? f64x2.add(a, b) : f64x2.relaxed_madd(b, f64x2.splat(1), a);
}

@inline
function join(op: i32, a: f64, b: f64): f64 {
  return op == ReduceOp.sum ? a + b : a * b;
}

/** What a sum or product begins with. */
@inline
function unitOf(op: i32): f64 {
  return op == ReduceOp.sum ? 0 : 1;
}

/** The sum or product of `n` elements without gaps. */
@inline
function foldRun<T>(op: i32, x: usize, n: i32): f64 {
  let a = f64x2.splat(unitOf(op));
  let b = a;
  let c = a;
  let d = a;
  let e = a;
  let f = a;
  let g = a;
  let h = a;
  const end = x + <usize>n * sizeof<T>();
  if (sizeof<T>() == 4) {
    // Eight sums that do not wait for each other; doubles come from memory too slowly to need more than four.
    for (const lines = x + <usize>(n & ~15) * 4; x < lines; x += 64) {
      a = joinPairs<T>(op, a, pairAt<T>(x, 0));
      b = joinPairs<T>(op, b, pairAt<T>(x, 1));
      c = joinPairs<T>(op, c, pairAt<T>(x, 2));
      d = joinPairs<T>(op, d, pairAt<T>(x, 3));
      e = joinPairs<T>(op, e, pairAt<T>(x, 4));
      f = joinPairs<T>(op, f, pairAt<T>(x, 5));
      g = joinPairs<T>(op, g, pairAt<T>(x, 6));
      h = joinPairs<T>(op, h, pairAt<T>(x, 7));
    }
  }
  for (const vectors = end - <usize>(n & 7) * sizeof<T>(); x < vectors; x += 8 * sizeof<T>()) {
    a = joinPairs<T>(op, a, pairAt<T>(x, 0));
    b = joinPairs<T>(op, b, pairAt<T>(x, 1));
    c = joinPairs<T>(op, c, pairAt<T>(x, 2));
    d = joinPairs<T>(op, d, pairAt<T>(x, 3));
  }
  a = joinedFour(op, a, b, c, d);
  e = joinedFour(op, e, f, g, h);
  const all = joinPairs<f64>(op, a, e);
  let total = join(op, f64x2.extract_lane(all, 0), f64x2.extract_lane(all, 1));
  for (; x < end; x += sizeof<T>()) total = join(op, total, <f64>load<T>(x));
  return total;
}

@inline
function joinedFour(op: i32, a: v128, b: v128, c: v128, d: v128): v128 {
  return joinPairs<f64>(op, joinPairs<f64>(op, a, b), joinPairs<f64>(op, c, d));
}

/** The sum of `n` floats without gaps. */
export function sumRun(x: usize, n: i32): f64 {
  return foldRun<f32>(ReduceOp.sum, x, n);
}

function productRun(x: usize, n: i32): f64 {
  return foldRun<f32>(ReduceOp.prod, x, n);
}

/** For floats the choice that passes over a NaN: the exact one takes several instructions, and NaN is looked for beside. */
@inline
function extreme<T>(op: i32, a: v128, b: v128): v128 {
  if (isFloat<T>()) return op == ReduceOp.max ? v128.pmax<T>(a, b) : v128.pmin<T>(a, b);
  return op == ReduceOp.max ? v128.max<T>(a, b) : v128.min<T>(a, b);
}

@inline
function extremeLane<T>(op: i32, a: T, b: T): T {
  return op == ReduceOp.max ? max<T>(a, b) : min<T>(a, b);
}

/** The largest or smallest of `n` elements without gaps, at least one. */
@inline
function extremeLoop<T>(op: i32, x: usize, n: i32): T {
  let total = load<T>(x);
  const lanes = 16 / <i32>sizeof<T>();
  const end = x + <usize>n * sizeof<T>();
  if (n >= 4 * lanes) {
    let a = v128.load(x);
    let b = a;
    let c = a;
    let d = a;
    let isNan = v128.ne<T>(a, a);
    const vectors = x + <usize>(n & ~(4 * lanes - 1)) * sizeof<T>();
    for (; x < vectors; x += 64) {
      const first = v128.load(x);
      const second = v128.load(x, 16);
      const third = v128.load(x, 32);
      const fourth = v128.load(x, 48);
      a = extreme<T>(op, a, first);
      b = extreme<T>(op, b, second);
      c = extreme<T>(op, c, third);
      d = extreme<T>(op, d, fourth);
      if (isFloat<T>()) {
        const inFirst = v128.or(v128.ne<T>(first, first), v128.ne<T>(second, second));
        isNan = v128.or(v128.or(isNan, inFirst), v128.or(v128.ne<T>(third, third), v128.ne<T>(fourth, fourth)));
      }
    }
    if (isFloat<T>() && v128.any_true(isNan)) return <T>NaN;
    v128.store(scratch, extreme<T>(op, extreme<T>(op, a, b), extreme<T>(op, c, d)));
    for (let lane: usize = 0; lane < 16; lane += sizeof<T>()) total = extremeLane<T>(op, total, load<T>(scratch + lane));
  }
  for (; x < end; x += sizeof<T>()) total = extremeLane<T>(op, total, load<T>(x));
  return total;
}

function maxRun(x: usize, n: i32): f32 {
  return extremeLoop<f32>(ReduceOp.max, x, n);
}

function minRun(x: usize, n: i32): f32 {
  return extremeLoop<f32>(ReduceOp.min, x, n);
}

@inline
function rowsOf<T>(op: i32, x: usize, n: i32, out: usize, begin: i32, end: i32): void {
  for (let i = <usize>begin; i < <usize>end; i++) {
    const row = x + i * <usize>n * sizeof<T>();
    let total: f64;
    if (op == ReduceOp.sum) total = foldRun<T>(ReduceOp.sum, row, n);
    else if (op == ReduceOp.prod) total = foldRun<T>(ReduceOp.prod, row, n);
    else if (op == ReduceOp.max) total = <f64>extremeLoop<T>(ReduceOp.max, row, n);
    else total = <f64>extremeLoop<T>(ReduceOp.min, row, n);
    store<f64>(out + (i << 3), total);
  }
}

/** The rows from `begin` to `end` of `n` doubles without gaps, as doubles. */
export function reduceDoubleRows(op: i32, x: usize, n: i32, out: usize, begin: i32, end: i32): void {
  rowsOf<f64>(op, x, n, out, begin, end);
}

/** Those of int32, as doubles, which hold any sum of them. */
export function reduceIntRows(op: i32, x: usize, n: i32, out: usize, begin: i32, end: i32): void {
  rowsOf<i32>(op, x, n, out, begin, end);
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
    } else if (op == ReduceOp.prod) {
      let total: f64 = 1;
      for (let r = 0; r < runs; r++) total *= productRun(start + <usize>r * runStep, n);
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
    let total: f64;
    if (op == ReduceOp.sum) total = sumRun(run, length);
    else if (op == ReduceOp.prod) total = productRun(run, length);
    else total = op == ReduceOp.max ? maxRun(run, length) : minRun(run, length);
    store<f64>(out + (<usize>i << 3), total);
  }
}

/** What the pieces make together. */
export function reduceJoin(op: i32, pieces: usize, count: i32, out: usize): void {
  let total = load<f64>(pieces);
  for (let i = 1; i < count; i++) {
    const piece = load<f64>(pieces + (<usize>i << 3));
    if (op == ReduceOp.sum || op == ReduceOp.prod) total = join(op, total, piece);
    else total = op == ReduceOp.max ? max(total, piece) : min(total, piece);
  }
  store<f32>(out, <f32>total);
}

/** The sum of `n` elements, divided in double precision. */
export function dividedSum(x: usize, n: i32, divisor: f64, out: usize): void {
  store<f32>(out, <f32>(sumRun(x, n) / divisor));
}

/** Columns of a strip: a cache line of float32. */
export const STRIP_COLUMNS: i32 = 16;

/** The sums or products of sixteen columns, which are a line of the cache. */
@inline
function foldWide(op: i32, x: usize, rows: i32, rowStep: usize, out: usize): void {
  const unit = f64x2.splat(unitOf(op));
  let a0 = unit;
  let a1 = unit;
  let b0 = unit;
  let b1 = unit;
  let c0 = unit;
  let c1 = unit;
  let d0 = unit;
  let d1 = unit;
  for (; rows > 0; rows--, x += rowStep) {
    a0 = joinPairs<f32>(op, a0, pairAt<f32>(x, 0));
    a1 = joinPairs<f32>(op, a1, pairAt<f32>(x, 1));
    b0 = joinPairs<f32>(op, b0, pairAt<f32>(x, 2));
    b1 = joinPairs<f32>(op, b1, pairAt<f32>(x, 3));
    c0 = joinPairs<f32>(op, c0, pairAt<f32>(x, 4));
    c1 = joinPairs<f32>(op, c1, pairAt<f32>(x, 5));
    d0 = joinPairs<f32>(op, d0, pairAt<f32>(x, 6));
    d1 = joinPairs<f32>(op, d1, pairAt<f32>(x, 7));
  }
  v128.store(out, joined(a0, a1));
  v128.store(out, joined(b0, b1), 16);
  v128.store(out, joined(c0, c1), 32);
  v128.store(out, joined(d0, d1), 48);
}

function sumWide(x: usize, rows: i32, rowStep: usize, out: usize): void {
  foldWide(ReduceOp.sum, x, rows, rowStep, out);
}

function productWide(x: usize, rows: i32, rowStep: usize, out: usize): void {
  foldWide(ReduceOp.prod, x, rows, rowStep, out);
}

@inline
function joined(low: v128, high: v128): v128 {
  return v128.shuffle<f64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

/** The sums or products of four columns. */
@inline
function foldNarrow(op: i32, x: usize, rows: i32, rowStep: usize, out: usize): void {
  let low = f64x2.splat(unitOf(op));
  let high = low;
  for (; rows > 0; rows--, x += rowStep) {
    low = joinPairs<f32>(op, low, pairAt<f32>(x, 0));
    high = joinPairs<f32>(op, high, pairAt<f32>(x, 1));
  }
  v128.store(out, joined(low, high));
}

@inline
function extremeColumns(op: i32, x: usize, rows: i32, rowStep: usize, out: usize): void {
  let total = v128.load(x);
  let isNan = f32x4.ne(total, total);
  for (x += rowStep; rows > 1; rows--, x += rowStep) {
    const row = v128.load(x);
    total = extreme<f32>(op, total, row);
    isNan = v128.or(isNan, f32x4.ne(row, row));
  }
  v128.store(out, v128.or(total, isNan));
}

/** One column at the edge. */
function reduceColumn(op: i32, x: usize, rows: i32, rowStep: usize, out: usize): void {
  const isFolded = op == ReduceOp.sum || op == ReduceOp.prod;
  let all = unitOf(op);
  let total = load<f32>(x);
  for (; rows > 0; rows--, x += rowStep) {
    const value = load<f32>(x);
    if (isFolded) all = join(op, all, <f64>value);
    else total = op == ReduceOp.max ? max(total, value) : min(total, value);
  }
  store<f32>(out, isFolded ? <f32>all : total);
}

/** Up to sixteen columns. */
function reduceStrip(op: i32, x: usize, rows: i32, rowStep: usize, columns: i32, out: usize): void {
  if (columns == STRIP_COLUMNS) {
    if (op == ReduceOp.sum) {
      sumWide(x, rows, rowStep, out);
      return;
    }
    if (op == ReduceOp.prod) {
      productWide(x, rows, rowStep, out);
      return;
    }
  }
  for (; columns >= 4; columns -= 4, x += 16, out += 16) {
    if (op == ReduceOp.sum) foldNarrow(ReduceOp.sum, x, rows, rowStep, out);
    else if (op == ReduceOp.prod) foldNarrow(ReduceOp.prod, x, rows, rowStep, out);
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
