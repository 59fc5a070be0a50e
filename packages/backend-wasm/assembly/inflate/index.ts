// A module of its own that decompresses the others, which deflate has compressed (RFC 1951). Engines have it as a stream
// only, which a device that is there at once cannot wait for, and JavaScript that runs once takes ten times as long.

/** The longest word of a code, and the bits that a table looks up at once. */
const LONGEST: i32 = 15;
const TABLE_BITS: i32 = 9;

/** The symbol that ends a block; those above it are lengths of repetitions. */
const END_OF_BLOCK: i32 = 256;

// A code's words of one length follow each other: how many there are of each length, what they mean in order, and by the
// next bits, for words that are no longer, the symbol and the length of its word in 4 bits.
const COUNTS: usize = 0;
const SYMBOLS: usize = 32;
const TABLE: usize = SYMBOLS + 640;
const codeBytes: usize = TABLE + ((<usize>2) << TABLE_BITS);

const lengths: usize = 1024;
const next: usize = lengths + 320;
const literalCode: usize = 2048;
const distanceCode: usize = literalCode + codeBytes;

/** The first address that is free for what is compressed; below lies what is listed here. */
export const free: i32 = 8192;

/** The order in which a block gives the lengths of the words for lengths. */
const order = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);

let from: usize = 0;
let end: usize = 0;
/** Bits that were read from the source and not used, and how many. */
let held: u32 = 0;
let count: i32 = 0;

/** Holds 16 bits at least. What goes on behind the end of the source is damaged. */
function fill(): void {
  while (count < 16) {
    if (from > end + 2) unreachable();
    held |= (from < end ? <u32>load<u8>(from) : 0) << count;
    from++;
    count += 8;
  }
}

function drop(bits: i32): void {
  held >>= bits;
  count -= bits;
}

function number(bits: i32): i32 {
  fill();
  const value = held & ((1 << bits) - 1);
  drop(bits);
  return value;
}

function makeCode(code: usize, from: usize, n: i32): void {
  memory.fill(code, 0, codeBytes);
  for (let i = 0; i < n; i++) {
    const counter = code + (<usize>load<u8>(from + i) << 1);
    store<u16>(counter, load<u16>(counter) + 1);
  }
  store<u16>(code, 0);
  store<u32>(next, 0);
  for (let length = 1; length <= LONGEST; length++) {
    const at = <usize>length << 1;
    store<u16>(next + at, load<u16>(next + at) + load<u16>(code + at), 2);
  }
  for (let symbol = 0; symbol < n; symbol++) {
    const length = load<u8>(from + symbol);
    if (length == 0) continue;
    const place = next + (<usize>length << 1);
    store<u16>(code + SYMBOLS + (<usize>load<u16>(place) << 1), symbol);
    store<u16>(place, load<u16>(place) + 1);
  }
  makeTable(code);
}

function makeTable(code: usize): void {
  let word = 0;
  let symbol = code + SYMBOLS;
  for (let length = 1; length <= TABLE_BITS; length++) {
    for (const stop = word + load<u16>(code + (<usize>length << 1)); word < stop; word++, symbol += 2) {
      // The first bit of a word comes first, that of a number last.
      let bits = 0;
      for (let i = 0; i < length; i++) bits |= ((word >> i) & 1) << (length - 1 - i);
      for (; bits < 1 << TABLE_BITS; bits += 1 << length) {
        store<u16>(code + TABLE + (<usize>bits << 1), (load<u16>(symbol) << 4) | length);
      }
    }
    word <<= 1;
  }
}

function readSymbol(code: usize): i32 {
  fill();
  const known = load<u16>(code + TABLE + (<usize>(held & ((1 << TABLE_BITS) - 1)) << 1));
  if (known) {
    drop(known & 15);
    return known >> 4;
  }
  let word = 0;
  let first = 0;
  let index = 0;
  for (let length = 1; length <= LONGEST; length++) {
    word = (word << 1) | ((held >> (length - 1)) & 1);
    const words = load<u16>(code + (<usize>length << 1));
    if (word < first + words) {
      drop(length);
      return load<u16>(code + SYMBOLS + (<usize>(index + word - first) << 1));
    }
    index += words;
    first = (first + words) << 1;
  }
  return unreachable();
}

/** The codes of blocks that bring none. */
function useFixedCodes(): void {
  memory.fill(lengths, 8, 144);
  memory.fill(lengths + 144, 9, 112);
  memory.fill(lengths + 256, 7, 24);
  memory.fill(lengths + 280, 8, 8);
  makeCode(literalCode, lengths, 288);
  memory.fill(lengths, 5, 30);
  makeCode(distanceCode, lengths, 30);
}

function readCodes(): void {
  const literals = number(5) + 257;
  const distances = number(5) + 1;
  const known = number(4) + 4;
  memory.fill(lengths, 0, 19);
  for (let i = 0; i < known; i++) store<u8>(lengths + load<u8>(order + i), number(3));
  makeCode(distanceCode, lengths, 19);
  for (let i = 0; i < literals + distances; ) {
    const symbol = readSymbol(distanceCode);
    if (symbol < 16) store<u8>(lengths + i++, symbol);
    else {
      // The last length, or 0, some times.
      const value = symbol == 16 ? load<u8>(lengths + i - 1) : 0;
      const repeats = symbol == 16 ? 3 + number(2) : symbol == 17 ? 3 + number(3) : 11 + number(7);
      memory.fill(lengths + i, value, repeats);
      i += repeats;
    }
  }
  makeCode(literalCode, lengths, literals);
  makeCode(distanceCode, lengths + literals, distances);
}

/** From 3 on one by one, then with one more bit after every four symbols; the last is the longest. */
function readLength(symbol: i32): i32 {
  if (symbol < 8) return 3 + symbol;
  if (symbol == 28) return 258;
  const bits = (symbol >> 2) - 1;
  return 3 + ((4 + (symbol & 3)) << bits) + number(bits);
}

/** The same from 1 on, with one more bit after every two. */
function readDistance(symbol: i32): i32 {
  if (symbol < 4) return 1 + symbol;
  const bits = (symbol >> 1) - 1;
  return 1 + ((2 + (symbol & 1)) << bits) + number(bits);
}

/** Writes a block: bytes, and repetitions of what stands some distance before. */
function expand(to: usize): usize {
  while (true) {
    const symbol = readSymbol(literalCode);
    if (symbol == END_OF_BLOCK) return to;
    if (symbol < END_OF_BLOCK) store<u8>(to++, symbol);
    else {
      const length = readLength(symbol - END_OF_BLOCK - 1);
      const before = to - readDistance(readSymbol(distanceCode));
      for (let i = 0; i < length; i++) store<u8>(to + i, load<u8>(before + i));
      to += length;
    }
  }
}

function copyStored(to: usize): usize {
  drop(count & 7);
  const length = number(16);
  number(16);
  from -= count >> 3;
  held = 0;
  count = 0;
  memory.copy(to, from, length);
  from += length;
  return to + length;
}

/** Decompresses `bytes` at `source` to `target`, and says where that ends. */
export function inflate(source: usize, bytes: i32, target: usize): usize {
  from = source;
  end = source + bytes;
  held = 0;
  count = 0;
  for (let isLast = 0; !isLast; ) {
    isLast = number(1);
    const kind = number(2);
    if (kind == 0) target = copyStored(target);
    else {
      if (kind == 1) useFixedCodes();
      else readCodes();
      target = expand(target);
    }
  }
  return target;
}
