// Max-pooling: the largest element of each window, and its index in the plane. The first of several maxima wins; a NaN
// wins over all, the last one over the others. Where there is nothing but -Infinity the window's first element is named.

import { isBetter } from "../epilogue";
import { scratch } from "../scratch";
import { insideEnd, insideFrom, isTwoByTwo, loadEvery, PoolPlan, rowEnd, rowStart, writeColumns } from "./windows";

// Vectors take no care of NaN: they add up all that they see, which a NaN turns into NaN, and so do infinities of both
// signs. What such a sum doubts is done again, window by window.

/** The planes from `begin` to `end`. */
export function maxPool(plan: PoolPlan, begin: i32, end: i32): void {
  const inBytes = <usize>(plan.inHeight * plan.inWidth) << 2;
  const outBytes = <usize>(plan.outHeight * plan.outWidth) << 2;
  const isSquare = isTwoByTwo(plan);
  writeColumns(plan, scratch);
  for (let p = <usize>begin; p < <usize>end; p++) {
    const source = plan.source + p * inBytes;
    const values = plan.target + p * outBytes;
    const indices = plan.indices + p * outBytes;
    if (isSquare) maxSquares(plan, source, values, indices);
    else maxPlane(plan, source, values, indices);
  }
}

function maxPlane(plan: PoolPlan, source: usize, values: usize, indices: usize): void {
  const width = plan.outWidth;
  const from = insideFrom(plan);
  const to = insideEnd(plan);
  for (let y = 0; y < plan.outHeight; y++) {
    const top = rowStart(plan, y);
    const bottom = rowEnd(plan, y);
    if (from < to && isSound(maxInside(plan, source, top, bottom, from, to, values, indices))) {
      maxWindows(plan, source, top, bottom, 0, from, values, indices);
      maxWindows(plan, source, top, bottom, to, width, values, indices);
    } else maxWindows(plan, source, top, bottom, 0, width, values, indices);
    values += <usize>width << 2;
    indices += <usize>width << 2;
  }
}

/** True if there was no NaN among what was added. */
@inline
export function isSound(total: v128): bool {
  return !v128.any_true(f32x4.ne(total, total));
}

/** The windows of a row from `begin` to `end`, one by one. */
function maxWindows(
  plan: PoolPlan,
  source: usize,
  top: i32,
  bottom: i32,
  begin: i32,
  end: i32,
  values: usize,
  indices: usize,
): void {
  for (let x = begin; x < end; x++) {
    const columns = scratch + (<usize>x << 3);
    const left = load<i32>(columns);
    const right = load<i32>(columns, 4);
    const value = values + (<usize>x << 2);
    const index = indices + (<usize>x << 2);
    const isWide = plan.stepX == 1 && plan.stepY == 1 && right - left >= 8;
    if (isWide && maxWide(source, plan.inWidth, top, bottom, left, right, value, index)) continue;
    maxWindow(plan, source, top, bottom, left, right, value, index);
  }
}

/** One window, element by element. */
function maxWindow(
  plan: PoolPlan,
  source: usize,
  top: i32,
  bottom: i32,
  left: i32,
  right: i32,
  value: usize,
  index: usize,
): void {
  const width = plan.inWidth;
  const stepX = plan.stepX;
  let most = f32x4.splat(-Infinity);
  // A window that straddles a tiny input has no element, and names one all the same.
  let best = i32x4.splat(min(top, plan.inHeight - 1) * width + min(left, width - 1));
  for (let y = top; y < bottom; y += plan.stepY) {
    const row = y * width;
    for (let c = left; c < right; c += stepX) {
      // One lane of a vector: a choice between numbers would be a jump, which is foreseen wrongly half of the time.
      const candidate = v128.load32_zero(source + (<usize>(row + c) << 2));
      const better = isBetter(candidate, most);
      most = v128.bitselect(candidate, most, better);
      best = v128.bitselect(i32x4.splat(row + c), best, better);
    }
  }
  v128.store_lane<f32>(value, most, 0);
  v128.store_lane<i32>(index, best, 0);
}

/** One window with rows of at least four elements: first the maximum, then where it is. False where there may be a NaN. */
function maxWide(
  source: usize,
  width: i32,
  top: i32,
  bottom: i32,
  left: i32,
  right: i32,
  value: usize,
  index: usize,
): bool {
  let most = f32x4.splat(-Infinity);
  let total = f32x4.splat(0);
  for (let y = top; y < bottom; y++) {
    const row = source + (<usize>(y * width) << 2);
    for (let c = left; c < right; c += 4) {
      // The last four reach back over those before them.
      const candidate = v128.load(row + (<usize>min(c, right - 4) << 2));
      most = f32x4.pmax(most, candidate);
      total = f32x4.add(total, candidate);
    }
  }
  most = f32x4.pmax(most, v128.shuffle<f32>(most, most, 2, 3, 0, 1));
  most = f32x4.pmax(most, v128.shuffle<f32>(most, most, 1, 0, 3, 2));
  if (!isSound(total)) return false;
  for (let y = top; y < bottom; y++) {
    for (let c = left; c < right; c += 4) {
      const first = y * width + min(c, right - 4);
      const from = source + (<usize>first << 2);
      const equal = i32x4.bitmask(f32x4.eq(v128.load(from), most));
      if (!equal) continue;
      const at = <usize>ctz(equal) << 2;
      store<f32>(value, load<f32>(from + at));
      store<i32>(index, first + ctz(equal));
      return true;
    }
  }
  return false;
}

/**
 * The windows of a row from `from` to `to`, which lie between the sides of the plane, four at a time. The sum of what
 * was seen.
 */
function maxInside(
  plan: PoolPlan,
  source: usize,
  top: i32,
  bottom: i32,
  from: i32,
  to: i32,
  values: usize,
  indices: usize,
): v128 {
  const stride = plan.strideX;
  let total = f32x4.splat(0);
  for (let x = from; x < to; x += 4) {
    // The last four reach back over those before them.
    const first = min(x, to - 4);
    const left = top * plan.inWidth + first * stride - plan.left;
    const at = <usize>first << 2;
    if (stride == 1) total = f32x4.add(total, maxFourDense(plan, source, left, bottom - top, values + at, indices + at));
    else if (stride == 2) total = f32x4.add(total, maxFourOfTwo(plan, source, left, bottom - top, values + at, indices + at));
    else total = f32x4.add(total, maxFourSpread(plan, source, left, bottom - top, values + at, indices + at));
  }
  return total;
}

function maxFourDense(plan: PoolPlan, source: usize, left: i32, height: i32, value: usize, index: usize): v128 {
  return maxFour(1, plan, source, left, height, value, index);
}

function maxFourOfTwo(plan: PoolPlan, source: usize, left: i32, height: i32, value: usize, index: usize): v128 {
  return maxFour(2, plan, source, left, height, value, index);
}

function maxFourSpread(plan: PoolPlan, source: usize, left: i32, height: i32, value: usize, index: usize): v128 {
  return maxFour(plan.strideX, plan, source, left, height, value, index);
}

/** Four windows side by side, the first element of the first at `left` in the plane. The sum of what was seen. */
@inline
function maxFour(stride: i32, plan: PoolPlan, source: usize, left: i32, height: i32, value: usize, index: usize): v128 {
  const step = <usize>plan.stepX << 2;
  const stepY = plan.stepY;
  const rowBytes = <usize>(plan.inWidth * stepY) << 2;
  const width = <usize>plan.kernelWidth * step;
  const toRight = i32x4.splat(plan.stepX);
  const down = i32x4.splat(plan.inWidth * stepY - plan.kernelWidth * plan.stepX);
  let here = i32x4.add(i32x4.splat(left), i32x4.mul(i32x4.splat(stride), i32x4(0, 1, 2, 3)));
  let row = source + (<usize>left << 2);
  let most = f32x4.splat(-Infinity);
  let best = here;
  let total = f32x4.splat(0);
  for (let r = 0; r < height; r += stepY) {
    for (let at = row, end = row + width; at < end; at += step) {
      const candidate = loadEvery(stride, at);
      best = v128.bitselect(here, best, f32x4.gt(candidate, most));
      most = f32x4.pmax(most, candidate);
      total = f32x4.add(total, candidate);
      here = i32x4.add(here, toRight);
    }
    here = i32x4.add(here, down);
    row += rowBytes;
  }
  v128.store(value, most);
  v128.store(index, best);
  return total;
}

/** A plane of 2x2 windows side by side. */
function maxSquares(plan: PoolPlan, source: usize, values: usize, indices: usize): void {
  const inWidth = plan.inWidth;
  const width = plan.outWidth;
  for (let y = 0; y < plan.outHeight; y++) {
    const row = 2 * y * inWidth;
    if (!isSound(maxSquareRow(source + (<usize>row << 2), row, inWidth, width, -Infinity, values, indices))) {
      maxWindows(plan, source, 2 * y, 2 * y + 2, 0, width, values, indices);
    }
    values += <usize>width << 2;
    indices += <usize>width << 2;
  }
}

/**
 * A row of at least 4 of them, whose first element is the plane's element `start`; maxima less than `least` become 0. The
 * sum of what was seen.
 */
export function maxSquareRow(source: usize, start: i32, inWidth: i32, n: i32, least: f32, values: usize, indices: usize): v128 {
  const rowBytes = <usize>inWidth << 2;
  const lower = i32x4.splat(inWidth);
  const corners = i32x4.add(i32x4.splat(start), i32x4(0, 2, 4, 6));
  let total = f32x4.splat(0);
  for (let x = 0; x < n; x += 4) {
    // The last four reach back over those before them.
    const first = min(x, n - 4);
    const from = source + (<usize>first << 3);
    const upperLeft = v128.load(from);
    const upperRight = v128.load(from, 16);
    const a = v128.shuffle<f32>(upperLeft, upperRight, 0, 2, 4, 6);
    const b = v128.shuffle<f32>(upperLeft, upperRight, 1, 3, 5, 7);
    const upper = f32x4.pmax(a, b);
    const lowerLeft = v128.load(from + rowBytes);
    const lowerRight = v128.load(from + rowBytes, 16);
    const c = v128.shuffle<f32>(lowerLeft, lowerRight, 0, 2, 4, 6);
    const d = v128.shuffle<f32>(lowerLeft, lowerRight, 1, 3, 5, 7);
    const below = f32x4.pmax(c, d);
    const isBelow = f32x4.gt(below, upper);
    // A comparison's -1 is taken off to move a column to the right.
    const column = v128.bitselect(f32x4.gt(d, c), f32x4.gt(b, a), isBelow);
    const index = i32x4.sub(i32x4.add(corners, i32x4.splat(2 * first)), column);
    const most = f32x4.pmax(upper, below);
    v128.store(values + (<usize>first << 2), v128.andnot(most, f32x4.lt(most, f32x4.splat(least))));
    v128.store(indices + (<usize>first << 2), i32x4.add(index, v128.and(isBelow, lower)));
    total = f32x4.add(total, f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
  }
  return total;
}
