// Max-pooling's gradient: each element goes to the index of its window's maximum.

import { isTwoByTwo, PoolPlan } from "./windows";

/** The planes from `begin` to `end`. The source is the gradient of the result, the target that of the input. */
export function maxPoolGrad(plan: PoolPlan, begin: i32, end: i32): void {
  const inBytes = <usize>(plan.inHeight * plan.inWidth) << 2;
  const outSize = plan.outHeight * plan.outWidth;
  const outBytes = <usize>outSize << 2;
  const isSquare = isTwoByTwo(plan);
  for (let p = <usize>begin; p < <usize>end; p++) {
    const target = plan.target + p * inBytes;
    const grad = plan.source + p * outBytes;
    const indices = plan.indices + p * outBytes;
    if (isSquare && spreadSquares(grad, indices, plan.inHeight, plan.inWidth, plan.outHeight, plan.outWidth, target)) continue;
    memory.fill(target, 0, inBytes);
    addAtIndices(grad, indices, outSize, target);
  }
}

/** Adds each gradient to the element that its index names. */
function addAtIndices(grad: usize, indices: usize, n: i32, target: usize): void {
  for (const end = grad + (<usize>n << 2); grad < end; grad += 4, indices += 4) {
    const to = target + (<usize>load<i32>(indices) << 2);
    store<f32>(to, load<f32>(to) + load<f32>(grad));
  }
}

/**
 * Writes all of a plane of 2x2 windows that lie side by side: to each element its window's gradient, or 0. False where a
 * index lies outside of its window, and what was written is of no use.
 */
function spreadSquares(
  grad: usize,
  indices: usize,
  inHeight: i32,
  inWidth: i32,
  outHeight: i32,
  outWidth: i32,
  target: usize,
): bool {
  const rowBytes = <usize>inWidth << 2;
  const one = i32x4.splat(1);
  const width = i32x4.splat(inWidth);
  let named = i32x4.splat(-1);
  for (let y = 0; y < outHeight; y++) {
    const row = 2 * y * inWidth;
    for (let x = 0; x < outWidth; x += 4) {
      // The last four reach back over those before them.
      const first = min(x, outWidth - 4);
      const from = <usize>first << 2;
      const g = v128.load(grad + from);
      const corner = i32x4.add(i32x4.splat(row + 2 * first), i32x4(0, 2, 4, 6));
      const index = i32x4.sub(v128.load(indices + from), corner);
      const isFirst = i32x4.eq(index, i32x4.splat(0));
      const isSecond = i32x4.eq(index, one);
      const lower = i32x4.sub(index, width);
      const isThird = i32x4.eq(lower, i32x4.splat(0));
      const isFourth = i32x4.eq(lower, one);
      named = v128.and(named, v128.or(v128.or(isFirst, isSecond), v128.or(isThird, isFourth)));
      const to = target + (<usize>first << 3);
      storePairs(to, v128.and(g, isFirst), v128.and(g, isSecond));
      storePairs(to + rowBytes, v128.and(g, isThird), v128.and(g, isFourth));
    }
    for (let x = 2 * outWidth; x < inWidth; x++) {
      store<f32>(target + (<usize>x << 2), 0);
      store<f32>(target + rowBytes + (<usize>x << 2), 0);
    }
    grad += <usize>outWidth << 2;
    indices += <usize>outWidth << 2;
    target += 2 * rowBytes;
  }
  memory.fill(target, 0, <usize>(inHeight - 2 * outHeight) * rowBytes);
  return i32x4.all_true(named);
}

/** The lanes of two vectors in turn. */
@inline
function storePairs(to: usize, even: v128, odd: v128): void {
  v128.store(to, v128.shuffle<f32>(even, odd, 0, 4, 1, 5));
  v128.store(to, v128.shuffle<f32>(even, odd, 2, 6, 3, 7), 16);
}
