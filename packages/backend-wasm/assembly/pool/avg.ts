// Average pooling: the rows of a window are added to one row, whose elements then make the means.

import { sumRun } from "../reduce";
import { scratch } from "../scratch";
import { insideEnd, insideFrom, isTwoByTwo, loadEvery, PoolPlan, rowEnd, rowStart, writeColumns } from "./windows";

/** How many elements of a window count along one axis. */
@inline
function countAlong(plan: PoolPlan, size: i32, first: i32, kernel: i32, inSize: i32, padding: i32): i32 {
  if (!plan.countsPadding || plan.isAdaptive) return size;
  // Elements that ceil mode adds beyond the padding are not counted.
  return min(first + kernel, inSize + padding) - first;
}

/** What a row of windows divides by, but for the part of each column. */
export function rowDivisor(plan: PoolPlan, y: i32): f32 {
  if (plan.divisor) return <f32>plan.divisor;
  const size = rowEnd(plan, y) - rowStart(plan, y);
  return <f32>countAlong(plan, size, y * plan.strideY - plan.top, plan.kernelHeight, plan.inHeight, plan.top);
}

/** Where the columns of the windows are described, in scratch memory; behind that their parts of the divisors, and a row. */
@inline
export function columnAt(x: i32): usize {
  return scratch + (<usize>x << 3);
}

@inline
export function columnDivisor(plan: PoolPlan, x: i32): f32 {
  return load<f32>(columnAt(plan.outWidth) + (<usize>x << 2));
}

/** Scratch that poolings need: the columns' descriptions, their parts of the divisors, and a row of the input. */
export function poolScratchBytes(inWidth: f64, outWidth: f64): f64 {
  return inWidth * 4 + outWidth * (8 + 4);
}

/** The room for a row of the input. */
@inline
export function rowRoom(plan: PoolPlan): usize {
  return columnAt(plan.outWidth) + (<usize>plan.outWidth << 2);
}

/** Describes the columns in scratch memory. */
export function describeColumns(plan: PoolPlan): void {
  writeColumns(plan, scratch);
  for (let x = 0; x < plan.outWidth; x++) {
    const size = load<i32>(columnAt(x), 4) - load<i32>(columnAt(x));
    const count = countAlong(plan, size, x * plan.strideX - plan.left, plan.kernelWidth, plan.inWidth, plan.left);
    store<f32>(columnAt(plan.outWidth) + (<usize>x << 2), plan.divisor ? 1 : <f32>count);
  }
}

/** True if there is one window, all of the plane. */
export function isGlobal(plan: PoolPlan): bool {
  return (
    plan.outHeight == 1 &&
    plan.outWidth == 1 &&
    rowStart(plan, 0) == 0 &&
    rowEnd(plan, 0) == plan.inHeight &&
    load<i32>(columnAt(0)) == 0 &&
    load<i32>(columnAt(0), 4) == plan.inWidth
  );
}

/** The planes from `begin` to `end`. */
export function avgPool(plan: PoolPlan, begin: i32, end: i32): void {
  const inSize = plan.inHeight * plan.inWidth;
  const inBytes = <usize>inSize << 2;
  const outBytes = <usize>(plan.outHeight * plan.outWidth) << 2;
  describeColumns(plan);
  const isWhole = isGlobal(plan);
  const isSquare = isTwoByTwo(plan);
  const divisor = rowDivisor(plan, 0) * columnDivisor(plan, 0);
  for (let p = <usize>begin; p < <usize>end; p++) {
    const source = plan.source + p * inBytes;
    const target = plan.target + p * outBytes;
    if (isWhole) store<f32>(target, sumPlane(source, inSize) / divisor);
    else if (isSquare) meanSquares(source, plan.inWidth, plan.outHeight, plan.outWidth, divisor, target);
    else meanPlane(plan, source, target);
  }
}

/** All of a plane; in double precision where it is large. */
function sumPlane(from: usize, n: i32): f32 {
  if (n < 16 || n > 1024) return <f32>sumRun(from, n);
  let a = v128.load(from);
  let b = v128.load(from, 16);
  const end = from + (<usize>n << 2);
  const vectors = from + (<usize>(n & ~7) << 2);
  for (from += 32; from < vectors; from += 32) {
    a = f32x4.add(a, v128.load(from));
    b = f32x4.add(b, v128.load(from, 16));
  }
  a = f32x4.add(a, b);
  a = f32x4.add(a, v128.shuffle<f32>(a, a, 2, 3, 0, 1));
  let total = f32x4.extract_lane(a, 0) + f32x4.extract_lane(a, 1);
  for (; from < end; from += 4) total += load<f32>(from);
  return total;
}

function meanPlane(plan: PoolPlan, source: usize, target: usize): void {
  const width = plan.outWidth;
  const inWidth = plan.inWidth;
  const rowBytes = <usize>inWidth << 2;
  const from = insideFrom(plan);
  const to = insideEnd(plan);
  for (let y = 0; y < plan.outHeight; y++) {
    const top = rowStart(plan, y);
    const height = rowEnd(plan, y) - top;
    const divisor = rowDivisor(plan, y);
    let row = source + <usize>top * rowBytes;
    if (height != 1) {
      addRows(row, rowBytes, height, inWidth, rowRoom(plan));
      row = rowRoom(plan);
    }
    if (from < to) meanInside(plan, row, from, to, divisor * columnDivisor(plan, from), target);
    meanWindows(plan, row, 0, from, divisor, target);
    meanWindows(plan, row, to, width, divisor, target);
    target += <usize>width << 2;
  }
}

/** The windows of a row from `begin` to `end`, one by one. */
function meanWindows(plan: PoolPlan, row: usize, begin: i32, end: i32, divisor: f32, target: usize): void {
  for (let x = begin; x < end; x++) {
    const right = load<i32>(columnAt(x), 4);
    let total: f64 = 0;
    for (let c = load<i32>(columnAt(x)); c < right; c++) total += <f64>load<f32>(row + (<usize>c << 2));
    store<f32>(target + (<usize>x << 2), <f32>total / (divisor * columnDivisor(plan, x)));
  }
}

/** The sums of `n` columns over some rows; there may be none. */
function addRows(from: usize, step: usize, rows: i32, n: i32, to: usize): void {
  const vectors = from + (<usize>(n & ~3) << 2);
  const end = from + (<usize>n << 2);
  for (; from < vectors; from += 16, to += 16) {
    let total = f32x4.splat(0);
    for (let r = 0, at = from; r < rows; r++, at += step) total = f32x4.add(total, v128.load(at));
    v128.store(to, total);
  }
  for (; from < end; from += 4, to += 4) {
    let total: f32 = 0;
    for (let r = 0, at = from; r < rows; r++, at += step) total += load<f32>(at);
    store<f32>(to, total);
  }
}

/** The windows from `from` to `to`, which lie between the sides of the plane, four at a time. */
function meanInside(plan: PoolPlan, row: usize, from: i32, to: i32, divisor: f32, target: usize): void {
  const stride = plan.strideX;
  const kernel = plan.kernelWidth;
  for (let x = from; x < to; x += 4) {
    // The last four reach back over those before them.
    const first = min(x, to - 4);
    const at = row + (<usize>(first * stride - plan.left) << 2);
    const total = stride == 1 ? sumFour(1, at, kernel) : stride == 2 ? sumFour(2, at, kernel) : sumFour(stride, at, kernel);
    v128.store(target + (<usize>first << 2), f32x4.div(total, f32x4.splat(divisor)));
  }
}

/** The sums of four windows of one row. */
@inline
function sumFour(stride: i32, at: usize, kernel: i32): v128 {
  let total = loadEvery(stride, at);
  for (let c = 1; c < kernel; c++) {
    at += 4;
    total = f32x4.add(total, loadEvery(stride, at));
  }
  return total;
}

/** A plane of 2x2 windows side by side. */
function meanSquares(source: usize, width: i32, outHeight: i32, outWidth: i32, divisor: f32, target: usize): void {
  const rowBytes = <usize>width << 2;
  const divisors = f32x4.splat(divisor);
  for (let y = 0; y < outHeight; y++) {
    for (let x = 0; x < outWidth; x += 4) {
      // The last four reach back over those before them.
      const first = min(x, outWidth - 4);
      const from = source + (<usize>first << 3);
      const left = f32x4.add(v128.load(from), v128.load(from + rowBytes));
      const right = f32x4.add(v128.load(from, 16), v128.load(from + rowBytes, 16));
      const total = f32x4.add(v128.shuffle<f32>(left, right, 0, 2, 4, 6), v128.shuffle<f32>(left, right, 1, 3, 5, 7));
      v128.store(target + (<usize>first << 2), f32x4.div(total, divisors));
    }
    source += 2 * rowBytes;
    target += <usize>outWidth << 2;
  }
}
