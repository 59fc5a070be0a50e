// A test of operands, for kernels that cannot do with all values.

import { scratch } from "./scratch";

/** Partial sums of a run, and how many of them outliers may reach. */
const SUMS: i32 = 16;
const SPOILED: i32 = 5;

/**
 * Sets the integer at `found` to 1 if one of the runs `begin` to `end`, of `size` elements each, has an element whose absolute
 * value is NaN or not below `limit`, or more than `ratio` times the mean of most others.
 */
export function findOutliers(source: usize, size: i32, limit: f32, ratio: f32, found: usize, begin: i32, end: i32): void {
  for (let run = begin; run < end; run++) {
    const bits = measure(source + (<usize>(run * size) << 2), size);
    const most = reinterpret<f32>(bits) * <f32>size;
    if (bits >= reinterpret<i32>(limit) || most > ratio * <f32>SUMS * usualSum()) store<i32>(found, 1);
  }
}

/**
 * The largest absolute value as an integer: the order is the same, with NaN above infinity. Sums of absolute values, one of
 * every sixteenth element each, go to scratch.
 */
function measure(from: usize, size: i32): i32 {
  const mask = i32x4.splat(0x7fffffff);
  const vectors = from + (<usize>(size & ~15) << 2);
  const end = from + (<usize>size << 2);
  let most = i32x4.splat(0);
  let sum = f32x4.splat(0);
  let sum1 = f32x4.splat(0);
  let sum2 = f32x4.splat(0);
  let sum3 = f32x4.splat(0);
  for (; from < vectors; from += 64) {
    const a = v128.and(v128.load(from), mask);
    const b = v128.and(v128.load(from, 16), mask);
    const c = v128.and(v128.load(from, 32), mask);
    const d = v128.and(v128.load(from, 48), mask);
    most = i32x4.max_s(most, i32x4.max_s(i32x4.max_s(a, b), i32x4.max_s(c, d)));
    sum = f32x4.add(sum, a);
    sum1 = f32x4.add(sum1, b);
    sum2 = f32x4.add(sum2, c);
    sum3 = f32x4.add(sum3, d);
  }
  v128.store(scratch, sum);
  v128.store(scratch, sum1, 16);
  v128.store(scratch, sum2, 32);
  v128.store(scratch, sum3, 48);
  most = i32x4.max_s(most, v128.shuffle<i32>(most, most, 2, 3, 0, 1));
  let bits = max(i32x4.extract_lane(most, 0), i32x4.extract_lane(most, 1));
  for (let to = scratch; from < end; from += 4, to += 4) {
    const rest = load<i32>(from) & 0x7fffffff;
    bits = max(bits, rest);
    store<f32>(to, load<f32>(to) + reinterpret<f32>(rest));
  }
  return bits;
}

/** The largest of the sums that is not among those that outliers may have spoiled. */
function usualSum(): f32 {
  let usual: f32 = 0;
  for (let i = 0; i <= SPOILED; i++) {
    let at = scratch;
    for (let k = 1; k < SUMS; k++) {
      const other = scratch + (<usize>k << 2);
      if (load<f32>(other) > load<f32>(at)) at = other;
    }
    usual = load<f32>(at);
    store<f32>(at, -1);
  }
  return usual;
}
