// Max-pooling: the largest element of each window, and its place in the plane. The first of several maxima wins; a NaN
// wins over all, the last one over the others. Where there is nothing but -Infinity the window's first element is named.

import { isBetter } from "../epilogue";
import { columnEnd, columnStart, insideEnd, insideFrom, isTwoByTwo, loadEvery, PoolPlan, rowEnd, rowStart } from "./windows";

/** The planes from `begin` to `end`. */
export function maxPool(plan: PoolPlan, begin: i32, end: i32): void {
  const inBytes = <usize>(plan.inHeight * plan.inWidth) << 2;
  const outBytes = <usize>(plan.outHeight * plan.outWidth) << 2;
  const isSquare = isTwoByTwo(plan);
  for (let p = <usize>begin; p < <usize>end; p++) {
    const source = plan.source + p * inBytes;
    const values = plan.target + p * outBytes;
    const places = plan.places + p * outBytes;
    if (isSquare) maxSquares(source, plan.inWidth, plan.outHeight, plan.outWidth, values, places);
    else maxPlane(plan, source, values, places);
  }
}

function maxPlane(plan: PoolPlan, source: usize, values: usize, places: usize): void {
  const width = plan.outWidth;
  const from = insideFrom(plan);
  const to = insideEnd(plan);
  for (let y = 0; y < plan.outHeight; y++) {
    const top = rowStart(plan, y);
    const bottom = rowEnd(plan, y);
    for (let x = 0; x < width; x++) {
      if (x == from) x = to;
      if (x < width) maxWindow(plan, source, top, bottom, x, values + (<usize>x << 2), places + (<usize>x << 2));
    }
    if (from < to) maxInside(plan, source, top, bottom, from, to, values, places);
    values += <usize>width << 2;
    places += <usize>width << 2;
  }
}

/** One window. */
function maxWindow(plan: PoolPlan, source: usize, top: i32, bottom: i32, x: i32, value: usize, place: usize): void {
  const width = plan.inWidth;
  const left = columnStart(plan, x);
  const right = columnEnd(plan, x);
  let most: f32 = -Infinity;
  // A window that straddles a tiny input has no element, and names one all the same.
  let at = min(top, plan.inHeight - 1) * width + min(left, width - 1);
  for (let y = top; y < bottom; y += plan.stepY) {
    const row = y * width;
    for (let c = left; c < right; c += plan.stepX) {
      const candidate = load<f32>(source + (<usize>(row + c) << 2));
      // Which element is larger is anybody's guess, so a jump would often be foreseen wrongly.
      const better = i32(candidate > most) | i32(candidate != candidate);
      most = select(candidate, most, better);
      at = select(row + c, at, better);
    }
  }
  store<f32>(value, most);
  store<i32>(place, at);
}

/** The windows of a row from `from` to `to`, which lie between the sides of the plane, four at a time. */
function maxInside(plan: PoolPlan, source: usize, top: i32, bottom: i32, from: i32, to: i32, values: usize, places: usize): void {
  const stride = plan.strideX;
  for (let x = from; x < to; x += 4) {
    // The last four reach back over those before them.
    const first = min(x, to - 4);
    const left = top * plan.inWidth + first * stride - plan.left;
    const at = <usize>first << 2;
    if (stride == 1) maxFour(1, plan, source, left, bottom - top, values + at, places + at);
    else if (stride == 2) maxFourOfTwo(plan, source, left, bottom - top, values + at, places + at);
    else maxFourSpread(plan, source, left, bottom - top, values + at, places + at);
  }
}

function maxFourOfTwo(plan: PoolPlan, source: usize, left: i32, height: i32, value: usize, place: usize): void {
  maxFour(2, plan, source, left, height, value, place);
}

function maxFourSpread(plan: PoolPlan, source: usize, left: i32, height: i32, value: usize, place: usize): void {
  maxFour(plan.strideX, plan, source, left, height, value, place);
}

/** Four windows side by side, the first element of the first at `left` in the plane. */
@inline
function maxFour(stride: i32, plan: PoolPlan, source: usize, left: i32, height: i32, value: usize, place: usize): void {
  const stepX = plan.stepX;
  const stepY = plan.stepY;
  const width = plan.kernelWidth * stepX;
  const start = i32x4.add(i32x4.splat(left), i32x4.mul(i32x4.splat(stride), i32x4(0, 1, 2, 3)));
  let most = f32x4.splat(-Infinity);
  let best = start;
  for (let r = 0; r < height; r += stepY) {
    const row = r * plan.inWidth;
    const from = source + (<usize>(left + row) << 2);
    for (let c = 0; c < width; c += stepX) {
      const candidate = loadEvery(stride, from + (<usize>c << 2));
      const better = isBetter(candidate, most);
      most = v128.bitselect(candidate, most, better);
      best = v128.bitselect(i32x4.add(start, i32x4.splat(row + c)), best, better);
    }
  }
  v128.store(value, most);
  v128.store(place, best);
}

/** A plane of 2x2 windows side by side. */
function maxSquares(source: usize, width: i32, outHeight: i32, outWidth: i32, values: usize, places: usize): void {
  const rowBytes = <usize>width << 2;
  const one = i32x4.splat(1);
  const lower = i32x4.splat(width);
  for (let y = 0; y < outHeight; y++) {
    const row = 2 * y * width;
    const upperRow = source + (<usize>row << 2);
    for (let x = 0; x < outWidth; x += 4) {
      // The last four reach back over those before them.
      const first = min(x, outWidth - 4);
      const from = upperRow + (<usize>first << 3);
      const upperLeft = v128.load(from);
      const upperRight = v128.load(from, 16);
      const a = v128.shuffle<f32>(upperLeft, upperRight, 0, 2, 4, 6);
      const b = v128.shuffle<f32>(upperLeft, upperRight, 1, 3, 5, 7);
      const isUpperSecond = isBetter(b, a);
      const upper = v128.bitselect(b, a, isUpperSecond);
      const lowerLeft = v128.load(from + rowBytes);
      const lowerRight = v128.load(from + rowBytes, 16);
      const c = v128.shuffle<f32>(lowerLeft, lowerRight, 0, 2, 4, 6);
      const d = v128.shuffle<f32>(lowerLeft, lowerRight, 1, 3, 5, 7);
      const isLowerSecond = isBetter(d, c);
      const below = v128.bitselect(d, c, isLowerSecond);
      const isBelow = isBetter(below, upper);
      const column = v128.and(v128.bitselect(isLowerSecond, isUpperSecond, isBelow), one);
      const corner = i32x4.add(i32x4.splat(row + 2 * first), i32x4(0, 2, 4, 6));
      const place = i32x4.add(i32x4.add(corner, column), v128.and(isBelow, lower));
      v128.store(values + (<usize>first << 2), v128.bitselect(below, upper, isBelow));
      v128.store(places + (<usize>first << 2), place);
    }
    values += <usize>outWidth << 2;
    places += <usize>outWidth << 2;
  }
}
