// Operations on results before they are written: set what is negative to 0, and keep the largest of each 2x2 window
// with its index.

/** 0 for what is negative. Not max(x, 0), which turns -0 into 0 on some machines; NaN stays. */
@inline
export function positive(x: v128): v128 {
  return v128.andnot(x, f32x4.lt(x, f32x4.splat(0)));
}

/** 6 for what is above: for what a ReLU, which `relu` counts as 1, cuts off there too, as 2. NaN stays. */
@inline
export function atMost6(x: v128): v128 {
  return f32x4.pmin(x, f32x4.splat(6));
}

/** As `relu` says: x itself (0), without what is negative (1), and without what is above 6 too (2). */
@inline
export function rectified(x: v128, relu: i32): v128 {
  if (!relu) return x;
  return relu == 1 ? positive(x) : atMost6(positive(x));
}

/** Where `x` replaces `most`: the first of several maxima wins, NaN over all, and the last NaN over others. */
@inline
export function isBetter(x: v128, most: v128): v128 {
  return v128.or(f32x4.gt(x, most), f32x4.ne(x, x));
}

/** Which of the four elements of a window is its maximum, as 0 to 3, row by row. */
@inline
export function largestIndex(a: v128, b: v128, c: v128, d: v128): v128 {
  const upper = isBetter(b, a);
  const first = v128.bitselect(b, a, upper);
  const lower = isBetter(d, c);
  const second = v128.bitselect(d, c, lower);
  const one = i32x4.splat(1);
  const index = v128.and(upper, one);
  const below = v128.or(v128.and(lower, one), i32x4.splat(2));
  return v128.bitselect(below, index, isBetter(second, first));
}

/** The maximum itself. */
@inline
export function largest(a: v128, b: v128, c: v128, d: v128): v128 {
  const first = v128.bitselect(b, a, isBetter(b, a));
  const second = v128.bitselect(d, c, isBetter(d, c));
  return v128.bitselect(second, first, isBetter(second, first));
}

/** True if there is no NaN among them; false as well where infinities of both signs are. */
@inline
export function isOrdered(a: v128, b: v128, c: v128, d: v128): bool {
  const sum = f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
  return !v128.any_true(f32x4.ne(sum, sum));
}

/** {@link largest}, where all {@link isOrdered}. */
@inline
export function largestOrdered(a: v128, b: v128, c: v128, d: v128): v128 {
  return f32x4.pmax(f32x4.pmax(a, b), f32x4.pmax(c, d));
}

/** {@link largestIndex}, where all {@link isOrdered}. */
@inline
export function largestIndexOrdered(a: v128, b: v128, c: v128, d: v128): v128 {
  const isBelow = f32x4.gt(f32x4.pmax(c, d), f32x4.pmax(a, b));
  // A comparison that is true is -1.
  const isRight = v128.bitselect(f32x4.gt(d, c), f32x4.gt(b, a), isBelow);
  return i32x4.neg(i32x4.add(i32x4.add(isBelow, isBelow), isRight));
}

/** Sets what is negative to 0, and with a `relu` of 2 what is above 6 to that. */
export function rectifyRows<T>(c: usize, rows: i32, columns: i32, rowBytes: usize, relu: i32): void {
  const highest: T = relu == 2 ? <T>6 : <T>Infinity;
  const most = v128.splat<T>(highest);
  for (; rows > 0; rows--, c += rowBytes) {
    const end = c + <usize>columns * sizeof<T>();
    let at = c;
    for (; at + 16 <= end; at += 16) {
      const x = v128.load(at);
      v128.store(at, v128.pmin<T>(v128.andnot(x, v128.lt<T>(x, v128.splat<f32>(0))), most));
    }
    for (; at < end; at += sizeof<T>()) {
      const x = load<T>(at);
      if (x < <T>0) store<T>(at, <T>0);
      else if (x > highest) store<T>(at, highest);
    }
  }
}
