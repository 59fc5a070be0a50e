// Damage as files have it: flipped bits, cut ends, lengths that are lies.

/** Numbers from 0 up to 1 that depend on the seed alone. */
export type Random = () => number;

/** Mulberry32 of a text and two numbers. */
export function randomOf(text: string, seed: number, index: number): Random {
  let state = Math.imul(seed, 0x85ebca6b) ^ Math.imul(index + 1, 0x9e3779b1);
  for (const letter of text) state = Math.imul(state ^ letter.charCodeAt(0), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const upTo = (random: Random, count: number): number => Math.floor(random() * count);
const choose = <T>(random: Random, values: readonly T[]): T => values[upTo(random, values.length)];

/** Changes a file in one way. `other` is a file of the same format. */
type Mutation = (bytes: Uint8Array, random: Random, other: Uint8Array) => Uint8Array;

function changed(bytes: Uint8Array, change: (copy: Uint8Array) => void): Uint8Array {
  const copy = bytes.slice();
  if (copy.length > 0) change(copy);
  return copy;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const longest = 64;
const range = (bytes: Uint8Array, random: Random): Uint8Array => {
  const start = upTo(random, bytes.length + 1);
  return bytes.subarray(start, start + upTo(random, longest));
};

const lengths = [0n, 1n, 0x7fffn, 0xffffn, 0x1000000n, 0x7fffffffn, 0xffffffffn, 2n ** 40n, 2n ** 53n, 2n ** 64n - 1n];

/** A length of 2, 4 or 8 bytes, in either order, that promises what is not there. */
function setLength(copy: Uint8Array, random: Random): void {
  const size = Math.min(choose(random, [2, 4, 8]), copy.length);
  const at = upTo(random, copy.length - size + 1);
  const near = BigInt(copy.length + upTo(random, 3) - 1);
  const value = choose(random, [...lengths, near, BigInt(upTo(random, 2 ** 32))]);
  const isLittle = random() < 0.5;
  for (let i = 0; i < size; i++) copy[at + (isLittle ? i : size - 1 - i)] = Number((value >> BigInt(8 * i)) & 255n);
}

const mutations: readonly Mutation[] = [
  (bytes, random) => changed(bytes, (copy) => void (copy[upTo(random, copy.length)] ^= 1 << upTo(random, 8))),
  (bytes, random) =>
    changed(bytes, (copy) => {
      copy[upTo(random, copy.length)] = choose(random, [0, 255, upTo(random, 256)]);
    }),
  (bytes, random) => changed(bytes, (copy) => setLength(copy, random)),
  (bytes, random) => bytes.slice(0, upTo(random, bytes.length)),
  (bytes, random) => {
    const at = upTo(random, bytes.length + 1);
    const inserted = Uint8Array.from({ length: 1 + upTo(random, 16) }, () => upTo(random, 256));
    return joined(bytes.subarray(0, at), inserted, bytes.subarray(at));
  },
  (bytes, random) => {
    const at = upTo(random, bytes.length + 1);
    return joined(bytes.subarray(0, at), range(bytes, random), bytes.subarray(at));
  },
  (bytes, random) => {
    const at = upTo(random, bytes.length + 1);
    return joined(bytes.subarray(0, at), bytes.subarray(at + 1 + upTo(random, longest)));
  },
  (bytes, random, other) => {
    const at = upTo(random, bytes.length + 1);
    return joined(bytes.subarray(0, at), other.subarray(random() < 0.5 ? at : upTo(random, other.length + 1)));
  },
];

/** One of the seeds after one to four mutations. */
export function mutate(seeds: readonly Uint8Array[], random: Random): Uint8Array {
  let bytes = choose(random, seeds);
  const count = 1 + upTo(random, 4);
  // Changes in place are likelier than those that move all that follows, which most formats notice at once.
  for (let i = 0; i < count; i++) {
    const mutation = random() < 0.6 ? mutations[upTo(random, 3)] : choose(random, mutations);
    bytes = mutation(bytes, random, choose(random, seeds));
  }
  return bytes;
}
