// Decompresses what LZMA has compressed to three quarters of what deflate leaves. A module of its own unpacks the other:
// JavaScript that runs once would take ten times as long.

/** How many bits of the byte before choose the probabilities of a byte, and of an address those of what comes next. */
const LITERAL_CONTEXT_BITS: u32 = 3;
const POSITION_MASK: usize = 3;

/** Probabilities that a bit is 0, in 11 bits; they move by a 32nd. */
const PROBABILITY_BITS: u32 = 11;
const EVEN: i32 = 1 << (PROBABILITY_BITS - 1);
const MOVE_BITS: i32 = 5;

/** States below have a byte before, those from here on a repetition. */
const FIRST_MATCH_STATE: usize = 7;
const SHORTEST: usize = 2;

// Addresses of the probabilities, of 2 bytes each.
const isMatch: usize = 1024;
const isRep: usize = isMatch + 12 * 4 * 2;
const isRep0: usize = isRep + 12 * 2;
const isRep1: usize = isRep0 + 12 * 2;
const isRep2: usize = isRep1 + 12 * 2;
const isRep0Long: usize = isRep2 + 12 * 2;
const slots: usize = isRep0Long + 12 * 4 * 2;
const special: usize = slots + 4 * 64 * 2;
const aligned: usize = special + 128 * 2;
const matchLength: usize = aligned + 16 * 2;
// Of lengths: two choices, then trees of 3 bits by the address, twice, and one of 8 bits.
const LOW: usize = 2 * 2;
const MIDDLE: usize = LOW + 4 * 8 * 2;
const HIGH: usize = MIDDLE + 4 * 8 * 2;
const repLength: usize = matchLength + HIGH + 256 * 2;
const literals: usize = repLength + HIGH + 256 * 2;
const literalBytes: usize = 0x300 * 2;
const probabilitiesEnd: usize = literals + (literalBytes << LITERAL_CONTEXT_BITS);

/** The first address that is free for what is compressed; below lies what is listed here. */
export const free: i32 = 16384;

let from: usize = 0;
let end: usize = 0;
let range: u32 = 0;
let code: u32 = 0;

function nextByte(): u32 {
  if (from >= end) unreachable();
  return load<u8>(from++);
}

/** The next bit, by a probability that learns from it. */
function bit(at: usize): usize {
  const probability = <i32>load<u16>(at);
  const bound = (range >> PROBABILITY_BITS) * probability;
  const isOne = code >= bound;
  if (isOne) {
    range -= bound;
    code -= bound;
    store<u16>(at, probability - (probability >> MOVE_BITS));
  } else {
    range = bound;
    store<u16>(at, probability + (((1 << PROBABILITY_BITS) - probability) >> MOVE_BITS));
  }
  if (range < 1 << 24) {
    range <<= 8;
    code = (code << 8) | nextByte();
  }
  return <usize>isOne;
}

/** A number whose bits have probabilities by those before, the highest first. */
function tree(at: usize, bits: usize): usize {
  let node: usize = 1;
  for (let i: usize = 0; i < bits; i++) node = (node << 1) | bit(at + (node << 1));
  return node - ((<usize>1) << bits);
}

/** The same with the lowest first. */
function treeFromLowest(at: usize, bits: usize): usize {
  let node: usize = 1;
  let value: usize = 0;
  for (let i: usize = 0; i < bits; i++) {
    const next = bit(at + (node << 1));
    node = (node << 1) | next;
    value |= next << i;
  }
  return value;
}

/** Bits that are as often 0 as 1. */
function evenBits(bits: usize): usize {
  let value: usize = 0;
  for (; bits > 0; bits--) {
    range >>= 1;
    const isOne = code >= range;
    if (isOne) code -= range;
    value = (value << 1) | <usize>isOne;
    if (range < 1 << 24) {
      range <<= 8;
      code = (code << 8) | nextByte();
    }
  }
  return value;
}

function readLength(at: usize, position: usize): usize {
  if (!bit(at)) return SHORTEST + tree(at + LOW + (position << 4), 3);
  if (!bit(at + 2)) return SHORTEST + 8 + tree(at + MIDDLE + (position << 4), 3);
  return SHORTEST + 16 + tree(at + HIGH, 8);
}

/** How far back a repetition begins, less 1. A slot gives the two highest bits and how many follow. */
function readDistance(length: usize): usize {
  const slot = tree(slots + (min<usize>(length - SHORTEST, 3) << 7), 6);
  if (slot < 4) return slot;
  const bits = (slot >> 1) - 1;
  const base = (2 | (slot & 1)) << bits;
  if (slot < 14) return base + treeFromLowest(special + ((base - slot) << 1), bits);
  return base + (evenBits(bits - 4) << 4) + treeFromLowest(aligned, 4);
}

/** A byte; behind a repetition, by the byte that would have gone on with it, until they differ. */
function readLiteral(before: usize, state: usize, expected: usize): usize {
  const at = literals + (before >> (8 - LITERAL_CONTEXT_BITS)) * literalBytes;
  let node: usize = 1;
  if (state >= FIRST_MATCH_STATE) {
    while (node < 0x100) {
      expected <<= 1;
      const wanted = expected & 0x100;
      const next = bit(at + ((0x100 + wanted + node) << 1));
      node = (node << 1) | next;
      if (wanted >> 8 != next) break;
    }
  }
  while (node < 0x100) node = (node << 1) | bit(at + (node << 1));
  return node & 0xff;
}

function open(source: usize, bytes: i32): void {
  from = source;
  end = source + bytes;
  range = 0xffffffff;
  code = 0;
  for (let at = isMatch; at < probabilitiesEnd; at += 2) store<u16>(at, EVEN);
  if (nextByte() != 0) unreachable();
  for (let i = 0; i < 4; i++) code = (code << 8) | nextByte();
}

/**
 * Decompresses `bytes` at `source` to `size` bytes at `target`.
 *
 * @see https://www.7-zip.org/sdk.html
 */
export function decompress(source: usize, bytes: i32, target: usize, size: i32): void {
  open(source, bytes);
  let state: usize = 0;
  // The last four distances, less 1.
  let rep0: usize = 0;
  let rep1: usize = 0;
  let rep2: usize = 0;
  let rep3: usize = 0;
  let done: usize = 0;
  while (done < <usize>size) {
    const to = target + done;
    const position = done & POSITION_MASK;
    if (!bit(isMatch + (((state << 2) + position) << 1))) {
      const before: usize = done > 0 ? load<u8>(to - 1) : 0;
      const expected: usize = state >= FIRST_MATCH_STATE ? load<u8>(to - rep0 - 1) : 0;
      store<u8>(to, readLiteral(before, state, expected));
      state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
      done++;
      continue;
    }
    let length: usize = 1;
    const isAfterMatch = state >= FIRST_MATCH_STATE;
    if (!bit(isRep + (state << 1))) {
      rep3 = rep2;
      rep2 = rep1;
      rep1 = rep0;
      length = readLength(matchLength, position);
      rep0 = readDistance(length);
      state = isAfterMatch ? 10 : 7;
    } else {
      let isShort = false;
      if (!bit(isRep0 + (state << 1))) isShort = !bit(isRep0Long + (((state << 2) + position) << 1));
      else {
        let distance = rep1;
        if (bit(isRep1 + (state << 1))) {
          distance = rep2;
          if (bit(isRep2 + (state << 1))) {
            distance = rep3;
            rep3 = rep2;
          }
          rep2 = rep1;
        }
        rep1 = rep0;
        rep0 = distance;
      }
      if (!isShort) length = readLength(repLength, position);
      state = isAfterMatch ? 11 : isShort ? 9 : 8;
    }
    // Damaged: what it repeats lies before the beginning, or goes on behind the end.
    if (rep0 >= done || length > <usize>size - done) unreachable();
    for (let i: usize = 0; i < length; i++) store<u8>(to + i, load<u8>(to + i - rep0 - 1));
    done += length;
  }
}
