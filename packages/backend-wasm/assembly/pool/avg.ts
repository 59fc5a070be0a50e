// Average pooling: the rows of a window are added to one row, whose elements then make the means.

import { sumRun } from "../reduce";
import { scratch } from "../scratch";
import { columnEnd, columnStart, insideEnd, insideFrom, isTwoByTwo, loadEvery, PoolPlan, rowEnd, rowStart } from "./windows";

/** How many elements of a row of windows count along each axis, or for all that there is one divisor. */
@inline
function countAlong(plan: PoolPlan, size: i32, first: i32, kernel: i32, inSize: i32, padding: i32): i32 {
  if (!plan.countsPadding || plan.isAdaptive) return size;
  // What ceil mode adds beyond the padding is not counted.
  return min(first + kernel, inSize + padding) - first;
}

/** What to divide sums of the window at [y, x] by. */
export function divisorAt(plan: PoolPlan, y: i32, x: i32): f32 {
  if (plan.divisor) return <f32>plan.divisor;
  const height = rowEnd(plan, y) - rowStart(plan, y);
  const width = columnEnd(plan, x) - columnStart(plan, x);
  const rows = countAlong(plan, height, y * plan.strideY - plan.top, plan.kernelHeight, plan.inHeight, plan.top);
  const columns = countAlong(plan, width, x * plan.strideX - plan.left, plan.kernelWidth, plan.inWidth, plan.left);
  return <f32>rows * <f32>columns;
}

/** Whether there is one window, all of the plane. */
export function isGlobal(plan: PoolPlan): bool {
  return (
    plan.outHeight == 1 &&
    plan.outWidth == 1 &&
    rowStart(plan, 0) == 0 &&
    columnStart(plan, 0) == 0 &&
    rowEnd(plan, 0) == plan.inHeight &&
    columnEnd(plan, 0) == plan.inWidth
  );
}

/** The planes from `begin` to `end`. */
export function avgPool(plan: PoolPlan, begin: i32, end: i32): void {
  const inSize = plan.inHeight * plan.inWidth;
  const inBytes = <usize>inSize << 2;
  const outBytes = <usize>(plan.outHeight * plan.outWidth) << 2;
  const isWhole = isGlobal(plan);
  const isSquare = isTwoByTwo(plan);
  for (let p = <usize>begin; p < <usize>end; p++) {
    const source = plan.source + p * inBytes;
    const target = plan.target + p * outBytes;
    if (isWhole) store<f32>(target, <f32>(sumRun(source, inSize) / <f64>divisorAt(plan, 0, 0)));
    else if (isSquare) meanSquares(source, plan.inWidth, plan.outHeight, plan.outWidth, divisorAt(plan, 0, 0), target);
    else meanPlane(plan, source, target);
  }
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
    let row = source + <usize>top * rowBytes;
    if (height != 1) {
      addRows(row, rowBytes, height, inWidth, scratch);
      row = scratch;
    }
    for (let x = 0; x < width; x++) {
      if (x == from) x = to;
      if (x < width) store<f32>(target + (<usize>x << 2), sumBetween(row, columnStart(plan, x), columnEnd(plan, x)) / divisorAt(plan, y, x));
    }
    if (from < to) meanInside(plan, row, from, to, divisorAt(plan, y, from), target);
    target += <usize>width << 2;
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

@inline
function sumBetween(row: usize, left: i32, right: i32): f32 {
  let total: f64 = 0;
  for (let c = left; c < right; c++) total += <f64>load<f32>(row + (<usize>c << 2));
  return <f32>total;
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
