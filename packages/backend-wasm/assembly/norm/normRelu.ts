// The end of a normalisation that a ReLU follows, and perhaps an addend before it.

import { positive } from "../epilogue";
import { loadSome, storeSome } from "../lanes";
import { madd } from "../matmul/gemm";

/** -1 where a ReLU that ends at `limit` is flat. */
@inline
function cutOff(x: v128, limit: v128): v128 {
  return v128.or(f32x4.le(x, f32x4.splat(0)), f32x4.ge(x, limit));
}

/** A limit of NaN is none. NaN stays. */
@inline
function held(x: v128, limit: v128): v128 {
  return f32x4.pmin(positive(x), limit);
}

/** A byte of 0 or 1 for each lane of two comparisons, in the low half. */
@inline
function bytesOf(a: v128, b: v128): v128 {
  const words = i16x8.narrow_i32x4_s(a, b);
  return v128.and(i8x16.narrow_i16x8_s(words, words), i8x16.splat(1));
}

@inline
function endRun(
  adds: bool,
  x: usize,
  n: i32,
  mean: f32,
  scale: f32,
  shift: f32,
  addend: usize,
  limit: f32,
  out: usize,
  flat: usize,
): void {
  const m = f32x4.splat(mean);
  const s = f32x4.splat(scale);
  const t = f32x4.splat(shift);
  const most = f32x4.splat(limit);
  const pairs = out + (<usize>(n & ~7) << 2);
  for (; out < pairs; out += 32, x += 32, flat += 8) {
    let a = madd(f32x4.sub(v128.load(x), m), s, t);
    let b = madd(f32x4.sub(v128.load(x, 16), m), s, t);
    if (adds) {
      a = f32x4.add(a, v128.load(addend));
      b = f32x4.add(b, v128.load(addend, 16));
      addend += 32;
    }
    v128.store(out, held(a, most));
    v128.store(out, held(b, most), 16);
    v128.store64_lane(flat, bytesOf(cutOff(a, most), cutOff(b, most)), 0);
  }
  if ((n & 4) != 0) {
    let a = madd(f32x4.sub(v128.load(x), m), s, t);
    if (adds) {
      a = f32x4.add(a, v128.load(addend));
      addend += 16;
    }
    v128.store(out, held(a, most));
    const cut = cutOff(a, most);
    v128.store32_lane(flat, bytesOf(cut, cut), 0);
    x += 16;
    out += 16;
    flat += 4;
  }
  const rest = n & 3;
  if (rest == 0) return;
  let a = madd(f32x4.sub(loadSome(x, rest, m), m), s, t);
  if (adds) a = f32x4.add(a, loadSome(addend, rest, m));
  storeSome(out, rest, held(a, most));
  const cut = cutOff(a, most);
  const bytes = bytesOf(cut, cut);
  v128.store8_lane(flat, bytes, 0);
  if (rest > 1) v128.store8_lane(flat, bytes, 1, 1);
  if (rest > 2) v128.store8_lane(flat, bytes, 2, 2);
}

/**
 * `(x - mean) scale + shift`, plus the addend if its address is not 0, held between 0 and the limit, and at `flat` a byte for
 * each element: 1 where it was cut off.
 */
export function reluRun(
  x: usize,
  n: i32,
  mean: f32,
  scale: f32,
  shift: f32,
  addend: usize,
  limit: f32,
  out: usize,
  flat: usize,
): void {
  if (addend == 0) endRun(false, x, n, mean, scale, shift, 0, limit, out, flat);
  else endRun(true, x, n, mean, scale, shift, addend, limit, out, flat);
}
