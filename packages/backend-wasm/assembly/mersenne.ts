// The Mersenne Twister MT19937, from the state of the host's generator: {@link STATE_WORDS} words, of which some are yet to be given out.

export const STATE_WORDS: i32 = 624;
const middle: i32 = 397;

@inline
function mixedLanes(word: v128, following: v128): v128 {
  const y = v128.bitselect(following, word, i32x4.splat(0x7fffffff));
  const isOdd = i32x4.neg(v128.and(y, i32x4.splat(1)));
  return v128.xor(i32x4.shr_u(y, 1), v128.and(isOdd, i32x4.splat(0x9908b0df)));
}

@inline
function mixed(word: u32, following: u32): u32 {
  const y = (word & 0x80000000) | (following & 0x7fffffff);
  return (y >> 1) ^ (-(y & 1) & 0x9908b0df);
}

/** Writes the words from `begin` to `end`, to which those `distance` further on are added. */
function twistWords(words: usize, begin: i32, end: i32, distance: i32): void {
  const skip = <isize>distance << 2;
  let w = words + (<usize>begin << 2);
  const stop = words + (<usize>end << 2);
  for (; w + 16 <= stop; w += 16) {
    v128.store(w, v128.xor(v128.load(w + skip), mixedLanes(v128.load(w), v128.load(w, 4))));
  }
  for (; w < stop; w += 4) store<u32>(w, load<u32>(w + skip) ^ mixed(load<u32>(w), load<u32>(w, 4)));
}

export function twist(words: usize): void {
  twistWords(words, 0, STATE_WORDS - middle, middle);
  twistWords(words, STATE_WORDS - middle, STATE_WORDS - 1, middle - STATE_WORDS);
  const last = words + (<usize>(STATE_WORDS - 1) << 2);
  store<u32>(last, load<u32>(words + (<usize>(middle - 1) << 2)) ^ mixed(load<u32>(last), load<u32>(words)));
}

@inline
export function temperedLanes(y: v128): v128 {
  y = v128.xor(y, i32x4.shr_u(y, 11));
  y = v128.xor(y, v128.and(i32x4.shl(y, 7), i32x4.splat(0x9d2c5680)));
  y = v128.xor(y, v128.and(i32x4.shl(y, 15), i32x4.splat(0xefc60000)));
  return v128.xor(y, i32x4.shr_u(y, 18));
}

/** True if pairs of words are below a bound in two parts; the second words hardly ever matter. */
@inline
function areBelow(first: v128, second: v128, high: v128, low: v128): v128 {
  const top = v128.and(temperedLanes(first), i32x4.splat(0x1fffff));
  const isBelow = i32x4.lt_s(top, high);
  const isEqual = i32x4.eq(top, high);
  if (!v128.any_true(isEqual)) return isBelow;
  return v128.or(isBelow, v128.and(isEqual, i32x4.lt_u(temperedLanes(second), low)));
}

function chooseOne(first: u32, second: u32, high: v128, low: v128, value: v128, out: usize): void {
  v128.store_lane<f32>(out, v128.and(areBelow(i32x4.splat(first), i32x4.splat(second), high, low), value), 0);
}

function choosePairs(words: usize, n: i32, high: v128, low: v128, value: v128, out: usize): void {
  const end = out + (<usize>n << 2);
  const vectors = out + (<usize>(n & ~3) << 2);
  for (; out < vectors; out += 16, words += 32) {
    const a = v128.load(words);
    const b = v128.load(words, 16);
    const first = v128.shuffle<i32>(a, b, 0, 2, 4, 6);
    const second = v128.shuffle<i32>(a, b, 1, 3, 5, 7);
    v128.store(out, v128.and(areBelow(first, second, high, low), value));
  }
  for (; out < end; out += 4, words += 8) {
    chooseOne(load<u32>(words), load<u32>(words, 4), high, low, value, out);
  }
}

/**
 * `value` for each of `n` pairs of words that is below a bound of 21 and 32 bits, else 0. The words are changed where new
 * ones are needed; the index of the next one is returned.
 */
export function chooseByBits(words: usize, next: i32, n: i32, high: i32, low: i32, value: f32, out: usize): i32 {
  const highs = i32x4.splat(high);
  const lows = i32x4.splat(low);
  const values = f32x4.splat(value);
  while (n > 0) {
    if (next >= STATE_WORDS) {
      twist(words);
      next = 0;
    }
    let pairs = min((STATE_WORDS - next) >> 1, n);
    if (pairs > 0) {
      choosePairs(words + (<usize>next << 2), pairs, highs, lows, values, out);
      next += pairs << 1;
    } else {
      const first = load<u32>(words + (<usize>next << 2));
      twist(words);
      chooseOne(first, load<u32>(words), highs, lows, values, out);
      next = 1;
      pairs = 1;
    }
    n -= pairs;
    out += <usize>pairs << 2;
  }
  return next;
}
