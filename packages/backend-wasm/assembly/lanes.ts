// Vectors of which only some lanes count, for what is left at the end of a loop.

/** Up to three elements, and the lanes of `rest` for those that are missing. */
export function loadSome(p: usize, n: i32, rest: v128): v128 {
  let v = v128.load_lane<f32>(p, rest, 0);
  if (n > 1) v = v128.load_lane<f32>(p + 4, v, 1);
  if (n > 2) v = v128.load_lane<f32>(p + 8, v, 2);
  return v;
}

/** The first up to three lanes. */
export function storeSome(p: usize, n: i32, v: v128): void {
  v128.store_lane<f32>(p, v, 0);
  if (n > 1) v128.store_lane<f32>(p + 4, v, 1);
  if (n > 2) v128.store_lane<f32>(p + 8, v, 2);
}
