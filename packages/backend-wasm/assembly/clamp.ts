// Clamping of float32 to numbers, and its gradient.

/** `low` for what is below and `high` for what then is above, from `begin` to `end`. The comparisons of pmax and pmin let NaN stay. */
export function clamp(x: usize, low: f32, high: f32, out: usize, begin: i32, end: i32): void {
  const skip = <usize>begin << 2;
  const n = end - begin;
  const least = f32x4.splat(low);
  const most = f32x4.splat(high);
  x += skip;
  out += skip;
  const stop = out + (<usize>n << 2);
  const vectors = out + (<usize>(n & ~15) << 2);
  for (; out < vectors; x += 64, out += 64) {
    v128.store(out, f32x4.pmin(f32x4.pmax(v128.load(x), least), most));
    v128.store(out, f32x4.pmin(f32x4.pmax(v128.load(x, 16), least), most), 16);
    v128.store(out, f32x4.pmin(f32x4.pmax(v128.load(x, 32), least), most), 32);
    v128.store(out, f32x4.pmin(f32x4.pmax(v128.load(x, 48), least), most), 48);
  }
  for (; out < stop; x += 4, out += 4) {
    v128.store_lane<f32>(out, f32x4.pmin(f32x4.pmax(v128.load32_splat(x), least), most), 0);
  }
}

@inline
function outside(x: v128, low: v128, high: v128, isOpen: bool): v128 {
  if (isOpen) return v128.or(f32x4.le(x, low), f32x4.ge(x, high));
  return v128.not(v128.and(f32x4.ge(x, low), f32x4.le(x, high)));
}

@inline
function clampGradLoop(grad: usize, x: usize, low: f32, high: f32, isOpen: bool, out: usize, n: i32): void {
  const least = f32x4.splat(low);
  const most = f32x4.splat(high);
  const stop = out + (<usize>n << 2);
  const vectors = out + (<usize>(n & ~7) << 2);
  for (; out < vectors; x += 32, grad += 32, out += 32) {
    v128.store(out, v128.andnot(v128.load(grad), outside(v128.load(x), least, most, isOpen)));
    v128.store(out, v128.andnot(v128.load(grad, 16), outside(v128.load(x, 16), least, most, isOpen)), 16);
  }
  for (; out < stop; x += 4, grad += 4, out += 4) {
    const held = v128.andnot(v128.load32_splat(grad), outside(v128.load32_splat(x), least, most, isOpen));
    v128.store_lane<f32>(out, held, 0);
  }
}

/**
 * `grad` from `begin` to `end`, or 0 where x is not from `low` to `high`, as NaN is not; with `isOpen` where x is at one of
 * them or beyond.
 */
export function clampGrad(grad: usize, x: usize, low: f32, high: f32, isOpen: i32, out: usize, begin: i32, end: i32): void {
  const skip = <usize>begin << 2;
  if (isOpen) clampGradLoop(grad + skip, x + skip, low, high, true, out + skip, end - begin);
  else clampGradLoop(grad + skip, x + skip, low, high, false, out + skip, end - begin);
}
