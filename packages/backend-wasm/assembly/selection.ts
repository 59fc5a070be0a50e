// Selection in rows without sorting them, and counting. Elements are compared by keys, signed integers in the order of the
// elements: NaN is the largest, and -0 is 0.

import { scratch } from "./scratch";

/** The most that a row may have for {@link placeOfRows}. */
export const PLACE_MOST = 2_000_000;
/** Rows up to here are compared all with all. */
const FEW: i32 = 64;
/** Four tables of 256 counts. */
const TABLES: i32 = 4096;

const NAN_KEY: i32 = 0x7fffffff;

@inline
function keysOf<T>(x: v128, flip: v128): v128 {
  if (!isFloat<T>()) return v128.xor(x, flip);
  const sign = i32x4.shr_s(x, 31);
  const size = v128.and(x, i32x4.splat(0x7fffffff));
  const key = i32x4.sub(v128.xor(size, sign), sign);
  const isNan = i32x4.gt_s(size, i32x4.splat(0x7f800000));
  return v128.xor(v128.bitselect(i32x4.splat(NAN_KEY), key, isNan), flip);
}

@inline
function keyOf<T>(x: usize, flip: v128): i32 {
  return i32x4.extract_lane(keysOf<T>(v128.load32_zero(x), flip), 0);
}

/** Puts a key of scratch memory, and its position, after those that are not larger; `hole` is where it goes if no other is. */
function insert(positions: usize, hole: i32, key: i32, position: i32): void {
  let at = <usize>hole << 2;
  for (; at > 0; at -= 4) {
    const before = load<i32>(scratch + at - 4);
    if (before <= key) break;
    store<i32>(scratch + at, before);
    store<i32>(positions + at, load<i32>(positions + at - 4));
  }
  store<i32>(scratch + at, key);
  store<i32>(positions + at, position);
}

@inline
function firstOfRow<T>(x: usize, n: i32, k: i32, flip: v128, positions: usize): void {
  for (let i = 0; i < k; i++) insert(positions, i, keyOf<T>(x + (<usize>i << 2), flip), i);
  const last = scratch + (<usize>(k - 1) << 2);
  let most = load<i32>(last);
  for (let i = k; i < n; ) {
    const at = x + (<usize>i << 2);
    let stop = i + 1;
    if (i + 16 <= n) {
      stop = i + 16;
      const bound = i32x4.splat(most);
      const first = i32x4.lt_s(keysOf<T>(v128.load(at), flip), bound);
      const second = i32x4.lt_s(keysOf<T>(v128.load(at, 16), flip), bound);
      const third = i32x4.lt_s(keysOf<T>(v128.load(at, 32), flip), bound);
      const fourth = i32x4.lt_s(keysOf<T>(v128.load(at, 48), flip), bound);
      if (!v128.any_true(v128.or(v128.or(first, second), v128.or(third, fourth)))) {
        i = stop;
        continue;
      }
    }
    for (; i < stop; i++) {
      const key = keyOf<T>(x + (<usize>i << 2), flip);
      if (key >= most) continue;
      insert(positions, k - 1, key, i);
      most = load<i32>(last);
    }
  }
}

/** The positions of the first `k` elements, at least one, of each row from `begin` to `end` in sorted order. */
export function firstOfRows(x: usize, n: i32, k: i32, flip: i32, out: usize, begin: i32, end: i32): void {
  const flips = i32x4.splat(flip);
  for (let r = begin; r < end; r++) firstOfRow<f32>(x + (<usize>(r * n) << 2), n, k, flips, out + (<usize>(r * k) << 2));
}

export function firstOfIntRows(x: usize, n: i32, k: i32, flip: i32, out: usize, begin: i32, end: i32): void {
  const flips = i32x4.splat(flip);
  for (let r = begin; r < end; r++) firstOfRow<i32>(x + (<usize>(r * n) << 2), n, k, flips, out + (<usize>(r * k) << 2));
}

/** The position of the `rest`-th element, from 0, that has a key. */
@inline
function positionOf<T>(x: usize, n: i32, key: i32, rest: i32): i32 {
  const zero = i32x4.splat(0);
  const keys = i32x4.splat(key);
  for (let i = 0; i < n; ) {
    const at = x + (<usize>i << 2);
    let stop = i + 1;
    if (i + 4 <= n) {
      stop = i + 4;
      if (!v128.any_true(i32x4.eq(keysOf<T>(v128.load(at), zero), keys))) {
        i = stop;
        continue;
      }
    }
    for (; i < stop; i++) if (keyOf<T>(x + (<usize>i << 2), zero) == key && rest-- == 0) return i;
  }
  return -1;
}

@inline
function lanesSum(x: v128): i32 {
  return i32x4.extract_lane(x, 0) + i32x4.extract_lane(x, 1) + i32x4.extract_lane(x, 2) + i32x4.extract_lane(x, 3);
}

/** In a short row: the key that has as many smaller ones that it stands at `k`. */
@inline
function placeOfFew<T>(x: usize, n: i32, k: i32): i32 {
  const zero = i32x4.splat(0);
  const end = scratch + (<usize>n << 2);
  // What fills the last vector up is larger than all, and counted for nothing.
  v128.store(scratch + (<usize>(n & ~3) << 2), i32x4.splat(NAN_KEY));
  for (let at = scratch, from = x; at < end; at += 4, from += 4) store<i32>(at, keyOf<T>(from, zero));
  const filling = (4 - (n & 3)) & 3;
  for (let at = scratch; at < end; at += 4) {
    const key = v128.load32_splat(at);
    let smaller = zero;
    let equal = zero;
    for (let other = scratch; other < end; other += 16) {
      smaller = i32x4.sub(smaller, i32x4.lt_s(v128.load(other), key));
      equal = i32x4.sub(equal, i32x4.eq(v128.load(other), key));
    }
    const below = lanesSum(smaller);
    const same = lanesSum(equal) - (load<i32>(at) == NAN_KEY ? filling : 0);
    if (below <= k && k < below + same) return positionOf<T>(x, n, load<i32>(at), k - below);
  }
  return -1;
}

@inline
function countDigit(table: usize, digit: i32): void {
  const at = table + (<usize>digit << 2);
  store<i32>(at, load<i32>(at) + 1);
}

/** The counts of a digit, in four tables, so that equal neighbours do not wait for each other, and then in the first one. */
@inline
function countKeys<T>(x: usize, n: i32, shift: i32, turned: v128): void {
  memory.fill(scratch, 0, TABLES);
  const end = x + (<usize>n << 2);
  const vectors = x + (<usize>(n & ~3) << 2);
  for (; x < vectors; x += 16) {
    const digits = v128.and(i32x4.shr_u(keysOf<T>(v128.load(x), turned), shift), i32x4.splat(255));
    countDigit(scratch, i32x4.extract_lane(digits, 0));
    countDigit(scratch + 1024, i32x4.extract_lane(digits, 1));
    countDigit(scratch + 2048, i32x4.extract_lane(digits, 2));
    countDigit(scratch + 3072, i32x4.extract_lane(digits, 3));
  }
  for (; x < end; x += 4) countDigit(scratch, (keyOf<T>(x, turned) >>> shift) & 255);
  for (let at = scratch; at < scratch + 1024; at += 16) {
    const upper = i32x4.add(v128.load(at), v128.load(at, 1024));
    v128.store(at, i32x4.add(upper, i32x4.add(v128.load(at, 2048), v128.load(at, 3072))));
  }
}

/** Keeps the keys that have a digit, in scratch memory, where they may be already. No jump: each is written. */
@inline
function keepKeys<T>(x: usize, n: i32, shift: i32, turned: v128, digit: i32): void {
  let to = scratch + TABLES;
  const end = x + (<usize>n << 2);
  for (; x < end; x += 4) {
    const key = keyOf<T>(x, turned);
    store<i32>(to, key);
    to += <usize>(((key >>> shift) & 255) == digit) << 2;
  }
}

/** By radix: a byte of the key at a time, among those that agree so far. */
@inline
function placeOfMany<T>(x: usize, n: i32, k: i32): i32 {
  const turned = i32x4.splat(0x80000000);
  const zero = i32x4.splat(0);
  let left = n;
  let key = 0;
  for (let shift = 24; shift >= 0; shift -= 8) {
    if (shift == 24) countKeys<T>(x, n, shift, turned);
    else countKeys<i32>(scratch + TABLES, left, shift, zero);
    let digit = 0;
    for (; k >= load<i32>(scratch + (<usize>digit << 2)); digit++) k -= load<i32>(scratch + (<usize>digit << 2));
    const count = load<i32>(scratch + (<usize>digit << 2));
    if (shift == 24) keepKeys<T>(x, n, shift, turned, digit);
    else if (count < left) keepKeys<i32>(scratch + TABLES, left, shift, zero, digit);
    left = count;
    key |= digit << shift;
  }
  return positionOf<T>(x, n, key ^ 0x80000000, k);
}

@inline
function placeOfRow<T>(x: usize, n: i32, k: i32, nanFirst: bool): i32 {
  if (isFloat<T>() && nanFirst) {
    const nan = positionOf<T>(x, n, NAN_KEY, 0);
    if (nan >= 0) return nan;
  }
  return n <= FEW ? placeOfFew<T>(x, n, k) : placeOfMany<T>(x, n, k);
}

/** The position of what stands at `k`, from 0, of each row from `begin` to `end` in sorted order, or of its first NaN. */
export function placeOfRows(x: usize, n: i32, k: i32, nanFirst: bool, out: usize, begin: i32, end: i32): void {
  for (let r = begin; r < end; r++) {
    store<i32>(out + (<usize>r << 2), placeOfRow<f32>(x + (<usize>(r * n) << 2), n, k, nanFirst));
  }
}

export function placeOfIntRows(x: usize, n: i32, k: i32, nanFirst: bool, out: usize, begin: i32, end: i32): void {
  for (let r = begin; r < end; r++) {
    store<i32>(out + (<usize>r << 2), placeOfRow<i32>(x + (<usize>(r * n) << 2), n, k, nanFirst));
  }
}

/** How often each number from 0 to `bins - 1` occurs, in four tables as above; there are no others. All in one call. */
export function countNumbers(x: usize, out: usize, bins: i32, begin: i32, end: i32): void {
  x += <usize>begin << 2;
  const n = end - begin;
  const size = <usize>bins << 2;
  const second = scratch;
  const third = scratch + size;
  const fourth = scratch + 2 * size;
  memory.fill(out, 0, size);
  memory.fill(scratch, 0, 3 * size);
  const stop = x + (<usize>n << 2);
  const vectors = x + (<usize>(n & ~3) << 2);
  for (; x < vectors; x += 16) {
    countDigit(out, load<i32>(x));
    countDigit(second, load<i32>(x, 4));
    countDigit(third, load<i32>(x, 8));
    countDigit(fourth, load<i32>(x, 12));
  }
  for (; x < stop; x += 4) countDigit(out, load<i32>(x));
  for (let at: usize = 0; at < size; at += 4) {
    store<i32>(out + at, load<i32>(out + at) + load<i32>(second + at) + load<i32>(third + at) + load<i32>(fourth + at));
  }
}
