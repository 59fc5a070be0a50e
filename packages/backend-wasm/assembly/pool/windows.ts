// Where the windows of a pooling lie.

/** The arguments of one pooling. */
@unmanaged
export class PoolPlan {
  source: usize;
  target: usize;
  /** int32 indices of maxima; 0 for means. */
  indices: usize;
  inHeight: i32;
  inWidth: i32;
  outHeight: i32;
  outWidth: i32;
  kernelHeight: i32;
  kernelWidth: i32;
  strideY: i32;
  strideX: i32;
  /** The padding before the first row and column. */
  top: i32;
  left: i32;
  /** The dilation. */
  stepY: i32;
  stepX: i32;
  /** 1 for windows that follow from the sizes alone. */
  isAdaptive: i32;
  /** Means: 1 to count the elements in the padding. */
  countsPadding: i32;
  /** Means: what to divide by, or 0 for the number of elements. */
  divisor: i32;
}

/** The first element of a window along one axis, those in the padding left out. */
@inline
function startAlong(isAdaptive: i32, o: i32, inSize: i32, outSize: i32, stride: i32, padding: i32, step: i32): i32 {
  if (isAdaptive) return i32((<i64>o * inSize) / outSize);
  const first = o * stride - padding;
  return first < 0 ? first + ((step - 1 - first) / step) * step : first;
}

/** The end of a window along one axis, and at most that of the input. */
@inline
function endAlong(isAdaptive: i32, o: i32, inSize: i32, outSize: i32, stride: i32, padding: i32, reach: i32): i32 {
  if (isAdaptive) return i32((<i64>(o + 1) * inSize + outSize - 1) / outSize);
  return min(o * stride - padding + reach, inSize);
}

export function rowStart(plan: PoolPlan, y: i32): i32 {
  return startAlong(plan.isAdaptive, y, plan.inHeight, plan.outHeight, plan.strideY, plan.top, plan.stepY);
}

export function rowEnd(plan: PoolPlan, y: i32): i32 {
  const reach = (plan.kernelHeight - 1) * plan.stepY + 1;
  return endAlong(plan.isAdaptive, y, plan.inHeight, plan.outHeight, plan.strideY, plan.top, reach);
}

/** Writes where the windows of a row begin and end: two numbers for each output column. */
export function writeColumns(plan: PoolPlan, to: usize): void {
  const reach = (plan.kernelWidth - 1) * plan.stepX + 1;
  for (let x = 0; x < plan.outWidth; x++, to += 8) {
    store<i32>(to, startAlong(plan.isAdaptive, x, plan.inWidth, plan.outWidth, plan.strideX, plan.left, plan.stepX));
    store<i32>(to, endAlong(plan.isAdaptive, x, plan.inWidth, plan.outWidth, plan.strideX, plan.left, reach), 4);
  }
}

/** The first output column whose window begins inside the plane, or the width where vectors are of no use. */
export function insideFrom(plan: PoolPlan): i32 {
  const first = (plan.left + plan.strideX - 1) / plan.strideX;
  return insideEnd(plan) - first < 4 ? plan.outWidth : first;
}

/** Behind the last output column whose window ends inside the plane; with a window of one size, in the plane. */
export function insideEnd(plan: PoolPlan): i32 {
  if (plan.isAdaptive) return 0;
  const room = plan.inWidth - 1 - (plan.kernelWidth - 1) * plan.stepX + plan.left;
  return room < 0 ? 0 : min(room / plan.strideX + 1, plan.outWidth);
}

/** True if the windows are 2x2, side by side, and inside the plane, with vectors of them in a row. */
export function isTwoByTwo(plan: PoolPlan): bool {
  return (
    !plan.isAdaptive &&
    plan.kernelHeight == 2 &&
    plan.kernelWidth == 2 &&
    plan.strideY == 2 &&
    plan.strideX == 2 &&
    plan.top == 0 &&
    plan.left == 0 &&
    plan.stepY == 1 &&
    plan.stepX == 1 &&
    plan.outWidth >= 4 &&
    plan.outWidth * 2 <= plan.inWidth &&
    plan.outHeight * 2 <= plan.inHeight
  );
}

/** Four elements `stride` apart; it reads no further than the last of them. */
@inline
export function loadEvery(stride: i32, at: usize): v128 {
  if (stride == 1) return v128.load(at);
  if (stride == 2) return v128.shuffle<f32>(v128.load(at), v128.load(at, 12), 0, 2, 5, 7);
  const step = <usize>stride << 2;
  let v = v128.load32_zero(at);
  v = v128.load_lane<f32>(at + step, v, 1);
  v = v128.load_lane<f32>(at + 2 * step, v, 2);
  return v128.load_lane<f32>(at + 3 * step, v, 3);
}
