// Average pooling's gradient: a row of windows spreads its gradients over one row, which is added to those that the
// windows cover.

import { columnAt, columnDivisor, describeColumns, isGlobal, rowDivisor, rowRoom } from "./avg";
import { isTwoByTwo, PoolPlan, rowEnd, rowStart } from "./windows";

/** The planes from `begin` to `end`. The source is the gradient of the result, the target that of the input. */
export function avgPoolGrad(plan: PoolPlan, begin: i32, end: i32): void {
  const inSize = plan.inHeight * plan.inWidth;
  const inBytes = <usize>inSize << 2;
  const outBytes = <usize>(plan.outHeight * plan.outWidth) << 2;
  describeColumns(plan);
  const isWhole = isGlobal(plan);
  const isSquare = isTwoByTwo(plan);
  const divisor = rowDivisor(plan, 0) * columnDivisor(plan, 0);
  for (let p = <usize>begin; p < <usize>end; p++) {
    const grad = plan.source + p * outBytes;
    const target = plan.target + p * inBytes;
    if (isWhole) spreadRun(load<f32>(grad) / divisor, target, inSize);
    else if (isSquare) spreadSquares(plan, grad, divisor, target);
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
  const shares = rowRoom(plan);
  for (let y = 0; y < plan.outHeight; y++) {
    const bottom = rowEnd(plan, y);
    memory.fill(shares, 0, rowBytes);
    spreadRow(plan, grad, rowDivisor(plan, y), shares);
    for (let row = rowStart(plan, y); row < bottom; row++) addRun(shares, target + <usize>row * rowBytes, inWidth);
    grad += <usize>plan.outWidth << 2;
  }
}

/** Adds the shares of a row of windows to the columns that they cover. */
function spreadRow(plan: PoolPlan, grad: usize, divisor: f32, shares: usize): void {
  for (let x = 0; x < plan.outWidth; x++) {
    const share = load<f32>(grad + (<usize>x << 2)) / (divisor * columnDivisor(plan, x));
    const end = shares + (<usize>load<i32>(columnAt(x), 4) << 2);
    for (let to = shares + (<usize>load<i32>(columnAt(x)) << 2); to < end; to += 4) store<f32>(to, load<f32>(to) + share);
  }
}

function addRun(from: usize, to: usize, n: i32): void {
  const end = to + (<usize>n << 2);
  const vectors = to + (<usize>(n & ~3) << 2);
  for (; to < vectors; to += 16, from += 16) v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
  for (; to < end; to += 4, from += 4) store<f32>(to, load<f32>(to) + load<f32>(from));
}

/** A plane of 2x2 windows side by side, of which each element belongs to one at most. */
function spreadSquares(plan: PoolPlan, grad: usize, divisor: f32, target: usize): void {
  const inWidth = plan.inWidth;
  const outWidth = plan.outWidth;
  const rowBytes = <usize>inWidth << 2;
  const divisors = f32x4.splat(divisor);
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
