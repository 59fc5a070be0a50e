// Numbers at equal distances, computed in double precision and rounded once.

/** Two elements: for float32 as floats, for int32 without their fractions, in the lower half. */
@inline
function narrowed<T>(x: v128): v128 {
  return isFloat<T>() ? f32x4.demote_f64x2_zero(x) : i32x4.trunc_sat_f64x2_s_zero(x);
}

@inline
function fillEvenlyOf<T>(out: usize, base: f64, shift: f64, step: f64, begin: i32, end: i32): void {
  const bases = f64x2.splat(base);
  const steps = f64x2.splat(step);
  const two = f64x2.splat(2);
  const first = <f64>begin + shift;
  let at = f64x2.replace_lane(f64x2.splat(first), 1, first + 1);
  let to = out + (<usize>begin << 2);
  const stop = out + (<usize>end << 2);
  const vectors = to + ((stop - to) & ~15);
  for (; to < vectors; to += 16) {
    const next = f64x2.add(at, two);
    const low = narrowed<T>(f64x2.add(f64x2.mul(at, steps), bases));
    const high = narrowed<T>(f64x2.add(f64x2.mul(next, steps), bases));
    v128.store(to, v128.shuffle<f64>(low, high, 0, 2));
    at = f64x2.add(next, two);
  }
  for (; to < stop; to += 4) {
    v128.store_lane<f32>(to, narrowed<T>(f64x2.add(f64x2.mul(at, steps), bases)), 0);
    at = f64x2.add(at, f64x2.splat(1));
  }
}

/** `base + (i + shift) * step` for the elements i from `begin` to `end`. */
export function fillEvenly(out: usize, base: f64, shift: f64, step: f64, begin: i32, end: i32): void {
  fillEvenlyOf<f32>(out, base, shift, step, begin, end);
}

export function fillEvenlyInt(out: usize, base: f64, shift: f64, step: f64, begin: i32, end: i32): void {
  fillEvenlyOf<i32>(out, base, shift, step, begin, end);
}
