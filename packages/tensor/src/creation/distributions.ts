import type { Distribution } from "../backend/contract.js";
import type { TypedArray } from "../dtype.js";
import type { Generator } from "../generator.js";

// The ways in which PyTorch turns random bits into numbers, so that a seed gives the same ones.

/** Fills row-major memory with numbers of a distribution. */
export function fillFrom({ kind, a, b }: Distribution, data: TypedArray, generator: Generator): void {
  if (kind === "uniform") fillUniform(data, generator, a, b);
  else if (kind === "normal") fillNormal(data, generator, a, b);
  else if (kind === "integers") fillIntegers(data, generator, a, b);
  else shuffle(data, generator);
}

/** Numbers uniform in [from, to), rounded as the array's dtype rounds. */
export function fillUniform(data: TypedArray, generator: Generator, from: number, to: number): void {
  if (data instanceof Float64Array) {
    for (let i = 0; i < data.length; i++) data[i] = generator.uniform53() * (to - from) + from;
    return;
  }
  // PyTorch computes in float32, with one rounding for product and sum together.
  const range = Math.fround(Math.fround(to) - Math.fround(from));
  const start = Math.fround(from);
  for (let at = 0; at < data.length; ) {
    const words = generator.words32(data.length - at);
    for (let i = 0; i < words.length; i++) data[at + i] = ((words[i] & 0xffffff) / 2 ** 24) * range + start;
    at += words.length;
  }
}

/** Whole numbers in [low, high). */
export function fillIntegers(data: TypedArray, generator: Generator, low: number, high: number): void {
  const range = high - low;
  if (range >= 2 ** 32) {
    for (let i = 0; i < data.length; i++) data[i] = low + generator.below(range);
    return;
  }
  const divisor = range >>> 0;
  for (let at = 0; at < data.length; ) {
    const words = generator.words32(data.length - at);
    for (let i = 0; i < words.length; i++) data[at + i] = low + ((words[i] >>> 0) % divisor);
    at += words.length;
  }
}

/** The numbers from 0 on, by Fisher and Yates' shuffle. */
function shuffle(data: TypedArray, generator: Generator): void {
  const n = data.length;
  for (let i = 0; i < n; i++) data[i] = i;
  for (let i = 0; i < n - 1; ) {
    const words = generator.words32(n - 1 - i);
    for (let k = 0; k < words.length; k++, i++) {
      // Of two unsigned integers the engine takes the remainder as such, which is much faster than that of doubles.
      const j = i + ((words[k] >>> 0) % ((n - i) >>> 0));
      const kept = data[i];
      data[i] = data[j];
      data[j] = kept;
    }
  }
}

/** How many numbers PyTorch transforms at once, where there are as many. */
const block = 16;

/**
 * Numbers of a normal distribution.
 * @param isScattered True for a target with gaps or in another order, which PyTorch fills one by one.
 */
export function fillNormal(
  data: TypedArray,
  generator: Generator,
  mean: number,
  std: number,
  isScattered = false,
): void {
  if (data.length < block || isScattered) {
    for (let i = 0; i < data.length; i++) data[i] = generator.normal() * std + mean;
    return;
  }
  fillUniform(data, generator, 0, 1);
  for (let i = 0; i <= data.length - block; i += block) transformBlock(data, i, mean, std);
  if (data.length % block === 0) return;
  // The last block overlaps the one before it, and is drawn anew.
  const last = data.length - block;
  fillUniform(data.subarray(last), generator, 0, 1);
  transformBlock(data, last, mean, std);
}

/** Box and Muller's transform of 16 uniform numbers: the first eight give the radii, the others the angles. */
function transformBlock(data: TypedArray, start: number, mean: number, std: number): void {
  for (let i = start; i < start + block / 2; i++) {
    const radius = Math.sqrt(-2 * Math.log(1 - data[i]));
    const angle = 2 * Math.PI * data[i + block / 2];
    data[i] = radius * Math.cos(angle) * std + mean;
    data[i + block / 2] = radius * Math.sin(angle) * std + mean;
  }
}
