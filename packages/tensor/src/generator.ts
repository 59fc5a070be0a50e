import { ValueError } from "./errors.js";

const length = 624;
const middle = 397;

/** A generator's whole state, for {@link Generator.setState}. */
export interface GeneratorState {
  readonly words: Uint32Array;
  readonly next: number;
  readonly seed: number;
  readonly spareNormal: number | null;
}

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
  private next = length;
  private seedValue = 0;
  /** Normal numbers are made in pairs; the second one waits here. */
  private spareNormal: number | null = null;

  constructor() {
    this.manualSeed(67280421310721);
  }

  /**
   * Starts anew from a seed.
   * @param seed A whole number; its low 32 bits count, as in PyTorch.
   * @throws {ValueError} for anything but a whole number.
   */
  manualSeed(seed: number): this {
    if (!Number.isSafeInteger(seed)) throw new ValueError(`manualSeed: expected a whole number, got ${seed}`);
    this.seedValue = seed;
    this.spareNormal = null;
    const { words } = this;
    words[0] = Number(BigInt.asUintN(32, BigInt(seed)));
    for (let i = 1; i < length; i++) words[i] = Math.imul(1812433253, words[i - 1] ^ (words[i - 1] >>> 30)) + i;
    this.next = length;
    return this;
  }

  /** The seed it was last started from. */
  initialSeed(): number {
    return this.seedValue;
  }

  /** Starts anew from a seed that nobody can foresee, and returns it. */
  seed(): number {
    const [low, high] = crypto.getRandomValues(new Uint32Array(2));
    const seed = (high & 0x1fffff) * 2 ** 32 + low;
    this.manualSeed(seed);
    return seed;
  }

  /** A copy of the state. */
  getState(): GeneratorState {
    return { words: this.words.slice(), next: this.next, seed: this.seedValue, spareNormal: this.spareNormal };
  }

  /** Goes on from a state that {@link getState} gave. */
  setState(state: GeneratorState): this {
    this.words = state.words.slice();
    this.next = state.next;
    this.seedValue = state.seed;
    this.spareNormal = state.spareNormal;
    return this;
  }

  /** 32 random bits, as a number in [0, 2^32). */
  random32(): number {
    if (this.next >= length) this.twist();
    let y = this.words[this.next++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
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

  /** A whole number in [0, range). Ranges up to 2^32 take one draw, larger ones two. */
  below(range: number): number {
    if (range < 2 ** 32) return this.random32() % range;
    const high = BigInt(this.random32());
    const low = BigInt(this.random32());
    return Number(((high << 32n) | low) % BigInt(range));
  }

  private twist(): void {
    const { words } = this;
    for (let i = 0; i < length; i++) {
      const following = i + 1 === length ? 0 : i + 1;
      const partner = i + middle < length ? i + middle : i + middle - length;
      const y = (words[i] & 0x80000000) | (words[following] & 0x7fffffff);
      words[i] = words[partner] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.next = 0;
  }
}

/** The generator that everything random draws from unless it is given another one. */
export const defaultGenerator = new Generator();

/**
 * Starts the default generator anew: the same seed gives the same numbers as in PyTorch.
 *
 * @param seed A whole number.
 * @example
 * manualSeed(0);
 * rand(3); // => tensor([0.4963, 0.7682, 0.0885])
 * @see https://pytorch.org/docs/stable/generated/torch.manual_seed.html
 */
export function manualSeed(seed: number): Generator {
  return defaultGenerator.manualSeed(seed);
}

/** The seed the default generator was last started from. */
export function initialSeed(): number {
  return defaultGenerator.initialSeed();
}

/** Starts the default generator from a seed that nobody can foresee, and returns it. */
export function seed(): number {
  return defaultGenerator.seed();
}
