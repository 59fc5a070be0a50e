// Random numbers from the words of the Mersenne Twister, as the host draws them. Each function takes the state's address and the
// index of its next word, and returns the index of the one after its last.

import { STATE_WORDS, temperedLanes, twist } from "./mersenne";

@inline
function temperedWord(word: u32): u32 {
  word ^= word >> 11;
  word ^= (word << 7) & 0x9d2c5680;
  word ^= (word << 15) & 0xefc60000;
  return word ^ (word >> 18);
}

/** What four words become; the scalars of a loop's remainder go through it too. */
@inline
function uniformLanes(words: v128, scale: v128, start: v128): v128 {
  const bits = v128.and(temperedLanes(words), i32x4.splat(0xffffff));
  const low = f64x2.convert_low_i32x4_u(bits);
  const high = f64x2.convert_low_i32x4_u(v128.shuffle<i32>(bits, bits, 2, 3, 2, 3));
  const first = f32x4.demote_f64x2_zero(f64x2.add(f64x2.mul(low, scale), start));
  const second = f32x4.demote_f64x2_zero(f64x2.add(f64x2.mul(high, scale), start));
  return v128.shuffle<f64>(first, second, 0, 2);
}

/** `n` floats: 24 bits of a word, times `scale`, plus `start`, rounded once. */
export function drawUniform(words: usize, next: i32, n: i32, scale: f64, start: f64, out: usize): i32 {
  const scales = f64x2.splat(scale);
  const starts = f64x2.splat(start);
  while (n > 0) {
    if (next >= STATE_WORDS) {
      twist(words);
      next = 0;
    }
    const count = min(STATE_WORDS - next, n);
    let from = words + (<usize>next << 2);
    const vectors = out + (<usize>(count & ~3) << 2);
    const end = out + (<usize>count << 2);
    for (; out < vectors; out += 16, from += 16) v128.store(out, uniformLanes(v128.load(from), scales, starts));
    for (; out < end; out += 4, from += 4) {
      v128.store_lane<f32>(out, uniformLanes(v128.load32_zero(from), scales, starts), 0);
    }
    next += count;
    n -= count;
  }
  return next;
}

/** `n` integers: `low` plus the remainder of a word by `range`, which is unsigned. */
export function drawIntegers(words: usize, next: i32, n: i32, low: i32, range: u32, out: usize): i32 {
  while (n > 0) {
    if (next >= STATE_WORDS) {
      twist(words);
      next = 0;
    }
    const count = min(STATE_WORDS - next, n);
    let from = words + (<usize>next << 2);
    const end = out + (<usize>count << 2);
    for (; out < end; out += 4, from += 4) store<i32>(out, low + <i32>(temperedWord(load<u32>(from)) % range));
    next += count;
    n -= count;
  }
  return next;
}

/** The integers from 0 to `n - 1`, by Fisher and Yates' shuffle. */
export function drawPermutation(words: usize, next: i32, n: i32, out: usize): i32 {
  for (let i = 0; i < n; i++) store<i32>(out + (<usize>i << 2), i);
  for (let left = n; left > 1; left--, next++, out += 4) {
    if (next >= STATE_WORDS) {
      twist(words);
      next = 0;
    }
    const other = out + (<usize>(temperedWord(load<u32>(words + (<usize>next << 2))) % <u32>left) << 2);
    const kept = load<i32>(out);
    store<i32>(out, load<i32>(other));
    store<i32>(other, kept);
  }
  return next;
}

/** Numbers that Box and Muller's transform takes at a time: the first half give the radii, the second the angles. */
const BLOCK: i32 = 16;
const HALF: usize = 32;

// 1 / 15 to 1 / 3, and the reciprocals of factorials with their signs, for the series of atanh, sin and cos.
const ATANH = memory.data<f64>([
  0.06666666666666667, 0.07692307692307693, 0.09090909090909091, 0.1111111111111111, 0.14285714285714285, 0.2, 0.3333333333333333,
]);
const SIN = memory.data<f64>([
  1.6059043836821613e-10, -2.505210838544172e-8, 2.7557319223985893e-6, -1.984126984126984e-4, 0.008333333333333333, -0.16666666666666666,
]);
const COS = memory.data<f64>([
  -1.1470745597729725e-11, 2.08767569878681e-9, -2.755731922398589e-7, 2.48015873015873e-5, -0.001388888888888889, 0.041666666666666664, -0.5,
]);

// Constants are loaded from memory: the engine would make a vector of each anew, of three instructions.
/** The upper half of the bits of the root of 1/2. */
const ROOT_HALF = memory.data<i32>([0x3fe6a09e, 0x3fe6a09e]);
const ONE = memory.data<f64>([1]);
const LN2 = memory.data<f64>([0.6931471805599453]);
const MINUS_TWO = memory.data<f64>([-2]);
const TURN = memory.data<f64>([4, 0.25, 6.283185307179586]);
/** 1.5 * 2^52: what is added to it is rounded to whole numbers, which its lowest bits then hold. */
const ROUNDER = memory.data<f64>([6755399441055744]);
const BITS = memory.data<i64>([1, 2]);

@inline
function at(constant: usize): v128 {
  return v128.load64_splat(constant);
}

@inline
function mulAdd(p: v128, z: v128, coefficient: usize): v128 {
  return f64x2.add(f64x2.mul(p, z), at(coefficient));
}

/** The value of a polynomial with six coefficients by Horner's rule, that of the highest power first. */
@inline
function horner(z: v128, c: usize): v128 {
  let p = mulAdd(at(c), z, c + 8);
  p = mulAdd(p, z, c + 16);
  p = mulAdd(p, z, c + 24);
  p = mulAdd(p, z, c + 32);
  return mulAdd(p, z, c + 40);
}

/** The natural logarithm of numbers from 2^-24 to 1, to 1e-14, from the series of atanh. */
@inline
function log2(x: v128): v128 {
  const high = v128.shuffle<i32>(x, x, 1, 3, 1, 3);
  const exponents = i32x4.shr_s(i32x4.sub(high, at(ROOT_HALF)), 20);
  const exponent = f64x2.convert_low_i32x4_s(exponents);
  const m = i64x2.sub(x, i64x2.shl(i64x2.extend_low_i32x4_s(exponents), 52));
  const one = at(ONE);
  const s = f64x2.div(f64x2.sub(m, one), f64x2.add(m, one));
  const z = f64x2.mul(s, s);
  const tail = f64x2.mul(f64x2.mul(s, z), mulAdd(horner(z, ATANH), z, ATANH + 48));
  const fraction = f64x2.add(s, tail);
  return f64x2.add(f64x2.mul(exponent, at(LN2)), f64x2.add(fraction, fraction));
}

/** Two pairs of uniform numbers become normal ones. */
@inline
function transformPairs(out: usize, mean: v128, std: v128): void {
  const radii = f64x2.promote_low_f32x4(v128.load64_zero(out));
  const turns = f64x2.promote_low_f32x4(v128.load64_zero(out + HALF));
  const logarithm = log2(f64x2.sub(at(ONE), radii));
  const radius = f64x2.sqrt(f64x2.mul(logarithm, at(MINUS_TWO)));
  // The angle is a number of quarters of a turn and at most an eighth besides.
  const q = f64x2.add(f64x2.mul(turns, at(TURN)), at(ROUNDER));
  const quarters = f64x2.sub(q, at(ROUNDER));
  const rest = f64x2.sub(turns, f64x2.mul(quarters, at(TURN + 8)));
  const angle = f64x2.mul(rest, at(TURN + 16));
  const z = f64x2.mul(angle, angle);
  const sine = f64x2.add(angle, f64x2.mul(f64x2.mul(angle, z), horner(z, SIN)));
  const cosine = f64x2.add(at(ONE), f64x2.mul(z, mulAdd(horner(z, COS), z, COS + 48)));
  const one = at(BITS);
  const two = at(BITS + 8);
  const isOdd = i64x2.eq(v128.and(q, one), one);
  const cosSign = i64x2.shl(v128.and(i64x2.add(q, one), two), 62);
  const sinSign = i64x2.shl(v128.and(q, two), 62);
  const cos = v128.xor(v128.bitselect(sine, cosine, isOdd), cosSign);
  const sin = v128.xor(v128.bitselect(cosine, sine, isOdd), sinSign);
  const first = f64x2.add(f64x2.mul(f64x2.mul(radius, cos), std), mean);
  const second = f64x2.add(f64x2.mul(f64x2.mul(radius, sin), std), mean);
  v128.store64_lane(out, f32x4.demote_f64x2_zero(first), 0);
  v128.store64_lane(out + HALF, f32x4.demote_f64x2_zero(second), 0);
}

/** `n` normal numbers, at least 16, in blocks; the last block may overlap the one before it, and is drawn anew. */
export function drawNormal(words: usize, next: i32, n: i32, mean: f64, std: f64, out: usize): i32 {
  const unit = 1.0 / 16777216;
  next = drawUniform(words, next, n, unit, 0, out);
  transformBlocks(out, n & ~(BLOCK - 1), mean, std);
  if ((n & (BLOCK - 1)) == 0) return next;
  const last = out + (<usize>(n - BLOCK) << 2);
  next = drawUniform(words, next, BLOCK, unit, 0, last);
  transformBlocks(last, BLOCK, mean, std);
  return next;
}

function transformBlocks(out: usize, n: i32, mean: f64, std: f64): void {
  const means = f64x2.splat(mean);
  const stds = f64x2.splat(std);
  const end = out + (<usize>n << 2);
  for (; out < end; out += 2 * HALF) {
    const stop = out + HALF;
    for (let pair = out; pair < stop; pair += 8) transformPairs(pair, means, stds);
  }
}
