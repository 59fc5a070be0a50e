// Average pooling's gradient: a row of windows spreads its gradients over one row, which is added to those that the
// windows cover.

import { scratch } from "../scratch";
import { divisorAt, isGlobal } from "./avg";
import { columnEnd, columnStart, isTwoByTwo, PoolPlan, rowEnd, rowStart } from "./windows";

/** The planes from `begin` to `end`. The source is the gradient of the result, the target that of the input. */
export function avgPoolGrad(plan: PoolPlan, begin: i32, end: i32): void {
  const inSize = plan.inHeight * plan.inWidth;
  const inBytes = <usize>inSize << 2;
  const outBytes = <usize>(plan.outHeight * plan.outWidth) << 2;
  const isWhole = isGlobal(plan);
  const isSquare = isTwoByTwo(plan);
  for (let p = <usize>begin; p < <usize>end; p++) {
    const grad = plan.source + p * outBytes;
    const target = plan.target + p * inBytes;
    if (isWhole) spreadRun(load<f32>(grad) / divisorAt(plan, 0, 0), target, inSize);
    else if (isSquare) spreadSquares(plan, grad, target);
    else spreadPlane(plan, grad, target);
  }
}

function spreadRun(share: f32, to: usize, n: i32): void {
  const end = to + (<usize>n << 2);
  const vectors = to + (<usize>(n & ~3) << 2);
  for (; to < vectors; to += 16) v128.store(to, f32x4.splat(share));
  for (; to < end; to += 4) store<f32>(to, share);
}

function spreadPlane(plan: PoolPlan, grad: usize, target: usize): void {
  const inWidth = plan.inWidth;
  const rowBytes = <usize>inWidth << 2;
  memory.fill(target, 0, <usize>plan.inHeight * rowBytes);
  for (let y = 0; y < plan.outHeight; y++) {
    const bottom = rowEnd(plan, y);
    memory.fill(scratch, 0, rowBytes);
    for (let x = 0; x < plan.outWidth; x++) {
      const share = load<f32>(grad + (<usize>x << 2)) / divisorAt(plan, y, x);
      const right = columnEnd(plan, x);
      for (let c = columnStart(plan, x); c < right; c++) {
        const to = scratch + (<usize>c << 2);
        store<f32>(to, load<f32>(to) + share);
      }
    }
    for (let row = rowStart(plan, y); row < bottom; row++) addRun(scratch, target + <usize>row * rowBytes, inWidth);
    grad += <usize>plan.outWidth << 2;
  }
}

function addRun(from: usize, to: usize, n: i32): void {
  const end = to + (<usize>n << 2);
  const vectors = to + (<usize>(n & ~3) << 2);
  for (; to < vectors; to += 16, from += 16) v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
  for (; to < end; to += 4, from += 4) store<f32>(to, load<f32>(to) + load<f32>(from));
}

/** A plane of 2x2 windows side by side, of which each element belongs to one at most. */
function spreadSquares(plan: PoolPlan, grad: usize, target: usize): void {
  const inWidth = plan.inWidth;
  const outWidth = plan.outWidth;
  const rowBytes = <usize>inWidth << 2;
  const divisors = f32x4.splat(divisorAt(plan, 0, 0));
  for (let y = 0; y < plan.outHeight; y++) {
    for (let x = 0; x < outWidth; x += 4) {
      // The last four reach back over those before them.
      const first = min(x, outWidth - 4);
      const share = f32x4.div(v128.load(grad + (<usize>first << 2)), divisors);
      const left = v128.shuffle<f32>(share, share, 0, 0, 1, 1);
      const right = v128.shuffle<f32>(share, share, 2, 2, 3, 3);
      const to = target + (<usize>first << 3);
      v128.store(to, left);
      v128.store(to, right, 16);
      v128.store(to + rowBytes, left);
      v128.store(to + rowBytes, right, 16);
    }
    for (let x = 2 * outWidth; x < inWidth; x++) {
      store<f32>(target + (<usize>x << 2), 0);
      store<f32>(target + rowBytes + (<usize>x << 2), 0);
    }
    grad += <usize>outWidth << 2;
    target += 2 * rowBytes;
  }
  memory.fill(target, 0, <usize>(plan.inHeight - 2 * plan.outHeight) * rowBytes);
}
