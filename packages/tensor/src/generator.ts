import { bind } from "./arguments/bind.js";
import { describe } from "./arguments/describe.js";
import { aNumber, aNumberBetween, anIntegerFrom, defineKind, type Kind } from "./arguments/kinds.js";
import { defineSignature, required } from "./arguments/signature.js";
import type { TypedArray } from "./dtype.js";
import { ArgumentError, ValueError } from "./errors.js";

const length = 624;
const middle = 397;

/** A generator's whole state, for {@link Generator.setState}. */
export interface GeneratorState {
  readonly words: Uint32Array;
  readonly next: number;
  readonly seed: number;
  readonly spareNormal: number | null;
}

const aSeed: Kind<number> = defineKind("a whole number", Number.isSafeInteger, (op, _, value) => {
  if (Number.isInteger(value)) return new ValueError(`${op}: expected a number of at most 53 bits, got ${value}`);
  const Refusal = typeof value === "number" ? ValueError : ArgumentError;
  return new Refusal(`${op}: expected a whole number, got ${describe(value)}`);
});

const aState: Kind<GeneratorState> = defineKind("what getState() returned", (value) => {
  const { words, next, seed, spareNormal } = (value ?? {}) as Partial<GeneratorState>;
  const isPlaced = Number.isInteger(next) && (next as number) >= 0 && (next as number) <= length;
  const isSpare = spareNormal === null || typeof spareNormal === "number";
  return words instanceof Uint32Array && words.length === length && isPlaced && Number.isSafeInteger(seed) && isSpare;
});

const aTypedArray: Kind<TypedArray> = defineKind("a typed array", ArrayBuffer.isView);

const constructorSignature = defineSignature("Generator");
const manualSeedSignature = defineSignature("manualSeed", required("seed", aSeed));
const initialSeedSignature = defineSignature("initialSeed");
const seedSignature = defineSignature("seed");
const getStateSignature = defineSignature("getState");
const setStateSignature = defineSignature("setState", required("state", aState));
const fillBernoulliSignature = defineSignature(
  "fillBernoulli",
  required("data", aTypedArray),
  required("p", aNumberBetween(0, 1)),
  required("value", aNumber),
);
const words32Signature = defineSignature("words32", required("most", anIntegerFrom(1)));
const aRange = anIntegerFrom(1);
const belowSignature = defineSignature("below", required("range", aRange));

/**
 * The source of random numbers: the Mersenne Twister MT19937, drawn from exactly as PyTorch draws on a CPU, so that
 * the same seed gives PyTorch's numbers, on every device and machine.
 *
 * @example
 * const generator = new Generator().manualSeed(0);
 * rand(2, { generator }); // => tensor([0.4963, 0.7682])
 * @see https://pytorch.org/docs/stable/generated/torch.Generator.html
 * @see https://doi.org/10.1145/272991.272995 Matsumoto, Nishimura: Mersenne Twister
 */
export class Generator {
  private words = new Uint32Array(length);
  /** The numbers that the words stand for; those from `next` on are still to be given out. */
  private readonly tempered = new Uint32Array(length);
  private next = length;
  /** The end of the tempered numbers: all of them, or none where the state was set from outside. */
  private end = length;
  private seedValue = 0;
  /** Normal numbers are made in pairs; the second one waits here. */
  private spareNormal: number | null = null;

  constructor() {
    bind(constructorSignature, arguments);
    this.manualSeed(67280421310721);
  }

  /**
   * Starts anew from a seed.
   *
   * @param seed A whole number; its low 32 bits count, as in PyTorch.
   * @throws {ValueError} for a number that is not whole, or has more than 53 bits.
   * @throws {ArgumentError} for what is no number.
   * @see https://pytorch.org/docs/stable/generated/torch.Generator.html#torch.Generator.manual_seed
   */
  manualSeed(seed: number): this {
    [seed] = bind(manualSeedSignature, arguments);
    this.seedValue = seed;
    this.spareNormal = null;
    const { words } = this;
    words[0] = Number(BigInt.asUintN(32, BigInt(seed)));
    for (let i = 1; i < length; i++) words[i] = Math.imul(1812433253, words[i - 1] ^ (words[i - 1] >>> 30)) + i;
    this.next = length;
    this.end = length;
    return this;
  }

  /** The seed it was last started from. */
  initialSeed(): number {
    bind(initialSeedSignature, arguments);
    return this.seedValue;
  }

  /** Starts anew from a seed that nobody can foresee, and returns it. */
  seed(): number {
    bind(seedSignature, arguments);
    const [low, high] = crypto.getRandomValues(new Uint32Array(2));
    const seed = (high & 0x1fffff) * 2 ** 32 + low;
    this.manualSeed(seed);
    return seed;
  }

  /**
   * A copy of the state.
   *
   * @example
   * const generator = new Generator().manualSeed(0);
   * const state = generator.getState();
   * rand(2, { generator }); // => tensor([0.4963, 0.7682])
   * generator.setState(state);
   * rand(2, { generator }); // => tensor([0.4963, 0.7682])
   * @see https://pytorch.org/docs/stable/generated/torch.Generator.html#torch.Generator.get_state
   */
  getState(): GeneratorState {
    bind(getStateSignature, arguments);
    return { words: this.words.slice(), next: this.next, seed: this.seedValue, spareNormal: this.spareNormal };
  }

  /**
   * Goes on from a state that {@link getState} gave.
   *
   * @throws {ArgumentError} for anything else.
   * @see https://pytorch.org/docs/stable/generated/torch.Generator.html#torch.Generator.set_state
   */
  setState(state: GeneratorState): this {
    [state] = bind(setStateSignature, arguments);
    this.words = state.words.slice();
    this.next = state.next;
    this.end = 0;
    this.seedValue = state.seed;
    this.spareNormal = state.spareNormal;
    return this;
  }

  /** 32 random bits, as a number in [0, 2^32). */
  random32(): number {
    if (this.next >= this.end) this.refill();
    return this.tempered[this.next++];
  }

  /**
   * The next numbers as {@link random32} gives them, as many as are ready and at most `most`, at least one: to draw many
   * without a call for each. The next draw overwrites them.
   *
   * @throws {ValueError} unless most is a whole number >= 1.
   */
  words32(most: number): Uint32Array {
    [most] = bind(words32Signature, arguments);
    if (this.next >= this.end) this.refill();
    const words = this.tempered.subarray(this.next, this.next + most);
    this.next += words.length;
    return words;
  }

  /** A number in [0, 1) with 24 random bits: PyTorch's float32 draw. */
  uniform24(): number {
    return (this.random32() & 0xffffff) / 2 ** 24;
  }

  /** A number in [0, 1) with 53 random bits: PyTorch's float64 draw. */
  uniform53(): number {
    const high = this.random32();
    const low = this.random32();
    return ((high & 0x1fffff) * 2 ** 32 + low) / 2 ** 53;
  }

  /** `value` where {@link uniform53} is below p, else 0. */
  fillBernoulli(data: TypedArray, p: number, value: number): void {
    bind(fillBernoulliSignature, arguments);
    const bound = Math.ceil(p * 2 ** 53);
    const high = Math.floor(bound / 2 ** 32);
    const low = bound - high * 2 ** 32;
    const outcomes = Float64Array.of(0, value);
    for (let i = 0; i < data.length; ) {
      if (this.next >= this.end) this.refill();
      const pairs = Math.min((length - this.next) >> 1, data.length - i);
      if (pairs === 0) data[i++] = this.uniform53() < p ? value : 0;
      else choosePairs(data.subarray(i, i + pairs), this.tempered, this.next, high, low, outcomes);
      this.next += 2 * pairs;
      i += pairs;
    }
  }

  /** A number of the standard normal distribution, one at a time, by Box and Muller's transform. */
  normal(): number {
    if (this.spareNormal !== null) {
      const spare = this.spareNormal;
      this.spareNormal = null;
      return spare;
    }
    const angle = 2 * Math.PI * this.uniform53();
    const radius = Math.sqrt(-2 * Math.log1p(-this.uniform53()));
    this.spareNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /**
   * A whole number in [0, range). Ranges up to 2^32 take one draw, larger ones two.
   * @throws {ValueError} unless range is a whole number >= 1.
   */
  below(range: number): number {
    if (arguments.length !== 1 || !aRange.accepts(range)) [range] = bind(belowSignature, arguments);
    if (range < 2 ** 32) return this.random32() % range;
    const high = BigInt(this.random32());
    const low = BigInt(this.random32());
    return Number(((high << 32n) | low) % BigInt(range));
  }

  /** Has numbers ready where those at hand are used up, or not yet made from a state. */
  private refill(): void {
    if (this.next >= length) this.twist();
    else this.temper();
  }

  /** The next words. In loops without a remainder, which would cost more than all the rest. */
  private twist(): void {
    const { words } = this;
    const turn = length - middle;
    for (let i = 0; i < turn; i++) words[i] = words[i + middle] ^ mixed(words[i], words[i + 1]);
    for (let i = turn; i < length - 1; i++) words[i] = words[i - turn] ^ mixed(words[i], words[i + 1]);
    words[length - 1] = words[middle - 1] ^ mixed(words[length - 1], words[0]);
    this.next = 0;
    this.temper();
  }

  private temper(): void {
    const { words, tempered } = this;
    this.end = length;
    for (let i = 0; i < length; i++) {
      let y = words[i];
      y ^= y >>> 11;
      y ^= (y << 7) & 0x9d2c5680;
      y ^= (y << 15) & 0xefc60000;
      tempered[i] = y ^ (y >>> 18);
    }
  }
}

/**
 * The second outcome for each pair of words that is below the two parts of a bound, else the first. Without a branch, or
 * a product that is tested for -0, which would be guessed wrong every other time.
 */
function choosePairs(
  data: TypedArray,
  words: Uint32Array,
  at: number,
  high: number,
  low: number,
  outcomes: Float64Array,
): void {
  for (let i = 0; i < data.length; i++, at += 2) {
    const first = words[at] & 0x1fffff;
    let isBelow = (first - high) >>> 31;
    if (first === high) isBelow = words[at + 1] < low ? 1 : 0;
    data[i] = outcomes[isBelow];
  }
}

/** What two neighbouring words add to a third one. */
function mixed(word: number, following: number): number {
  const y = (word & 0x80000000) | (following & 0x7fffffff);
  return (y >>> 1) ^ (-(y & 1) & 0x9908b0df);
}

/**
 * The generator that everything random draws from unless it is given another one.
 *
 * @example
 * manualSeed(0);
 * defaultGenerator.initialSeed(); // => 0
 * @see https://pytorch.org/docs/stable/torch.html#torch.torch.default_generator
 */
export const defaultGenerator = new Generator();

export const aGenerator: Kind<Generator> = defineKind(
  "a generator",
  (value) => value instanceof Generator,
  (op, name, value) =>
    new ArgumentError(
      `${op}: ${name} must be a generator, such as new Generator().manualSeed(0), got ${describe(value)}`,
    ),
);

/**
 * Starts the default generator anew: the same seed gives the same numbers as in PyTorch.
 *
 * @param seed A whole number; its low 32 bits count.
 * @throws {ValueError} for a number that is not whole, or has more than 53 bits.
 * @throws {ArgumentError} for what is no number.
 * @example
 * manualSeed(0);
 * rand(3); // => tensor([0.4963, 0.7682, 0.0885])
 * @see https://pytorch.org/docs/stable/generated/torch.manual_seed.html
 */
export function manualSeed(seed: number): Generator {
  [seed] = bind(manualSeedSignature, arguments);
  return defaultGenerator.manualSeed(seed);
}

/**
 * The seed that the default generator was last started from.
 *
 * @example
 * manualSeed(7);
 * initialSeed(); // => 7
 * @see https://pytorch.org/docs/stable/generated/torch.initial_seed.html
 */
export function initialSeed(): number {
  bind(initialSeedSignature, arguments);
  return defaultGenerator.initialSeed();
}

/**
 * Starts the default generator from a seed that nobody can foresee, and returns it.
 *
 * @example
 * seed() === initialSeed(); // => true
 * @see https://pytorch.org/docs/stable/generated/torch.seed.html
 */
export function seed(): number {
  bind(seedSignature, arguments);
  return defaultGenerator.seed();
}
