import { defaultGenerator, Generator, randperm, ShapeError, Tensor, ValueError } from "@lumbre/tensor";
import {
  aBoolean,
  aNumber,
  bind,
  defineKind,
  defineSignature,
  nullable,
  numbers,
  optional,
  required,
} from "@lumbre/tensor/engine";
import { aSampler, aSized, maybeGenerator, requireLength } from "./kinds.js";

/**
 * The order in which a DataLoader visits a dataset: each iteration over it is one epoch's positions. Any iterable of
 * positions that knows their number is one.
 *
 * @see https://pytorch.org/docs/stable/data.html#torch.utils.data.Sampler
 */
export interface Sampler<T = number> extends Iterable<T> {
  /** How many there are in an epoch. */
  readonly length: number;
}

/** What samplers need to know of a dataset. */
export interface Sized {
  readonly length: number;
}

/** Options of samplers that draw random numbers. */
export interface SamplerOptions {
  /** Default: one that is seeded anew for each epoch from the generator that `manualSeed` starts. */
  readonly generator?: Generator | null;
}

/** A seed for a generator of its own, drawn as PyTorch draws it. */
export function drawSeed(generator: Generator): number {
  generator.random32();
  return generator.random32();
}

function checkCount(name: string, count: number): void {
  if (!Number.isInteger(count) || count <= 0) {
    throw new ValueError(
      `${name}: num_samples should be a positive integer value, but got num_samples=${count}; expected numSamples >= 1`,
    );
  }
}

function permutation(n: number, generator: Generator): Iterable<number> {
  return randperm(n, { generator }).readSync();
}

const sequentialSignature = defineSignature("SequentialSampler", required("dataSource", aSized));

/**
 * The indices from first to last.
 *
 * @example
 * [...new SequentialSampler({ length: 3 })]; // => [0, 1, 2]
 * @see https://pytorch.org/docs/stable/data.html#torch.utils.data.SequentialSampler
 */
export class SequentialSampler implements Sampler {
  private readonly source: Sized;

  /** @param dataSource The dataset, or anything with a length. */
  constructor(dataSource: Sized) {
    const [source] = bind(sequentialSignature, arguments);
    requireLength("SequentialSampler", source);
    this.source = source;
  }

  get length(): number {
    return this.source.length;
  }

  *[Symbol.iterator](): IterableIterator<number> {
    for (let i = 0; i < this.source.length; i++) yield i;
  }
}

/** Options of {@link RandomSampler}. */
export interface RandomSamplerOptions extends SamplerOptions {
  /** True if an index may come again before all others came. Default false. */
  readonly replacement?: boolean;
  /** Number of indices in an epoch, >= 1. Default: the dataset's length. */
  readonly numSamples?: number | null;
}

const randomSignature = defineSignature(
  "RandomSampler",
  required("dataSource", aSized),
  optional("replacement", aBoolean, false),
  optional("numSamples", nullable(aNumber), null),
  optional("generator", maybeGenerator, null),
);

/**
 * Indices in random order, a new one each epoch; the same seed gives PyTorch's.
 *
 * @param dataSource The dataset, or anything with a length.
 * @param replacement True if an index may come again before all others came. Default false.
 * @param numSamples Number of indices in an epoch, >= 1. Default: the dataset's length.
 * @param generator Default: one that is seeded anew for each epoch from the generator that `manualSeed` starts.
 * @throws {ValueError} unless numSamples is a whole number >= 1; so for an empty dataset.
 * @example
 * const sampler = new RandomSampler({ length: 5 }, { generator: new Generator().manualSeed(0) });
 * [...sampler]; // => [4, 0, 1, 3, 2]
 * @see https://pytorch.org/docs/stable/data.html#torch.utils.data.RandomSampler
 */
export class RandomSampler implements Sampler {
  private readonly source: Sized;
  private readonly replacement: boolean;
  private readonly numSamples: number | null;
  private readonly generator: Generator | null;

  constructor(
    dataSource: Sized,
    replacement?: boolean | RandomSamplerOptions,
    numSamples?: number | null | Omit<RandomSamplerOptions, "replacement">,
    generator?: Generator | null | SamplerOptions,
  ) {
    const [source, replaces, count, given] = bind(randomSignature, arguments);
    this.source = source;
    this.replacement = replaces;
    this.numSamples = count;
    this.generator = given;
    checkCount("RandomSampler", this.length);
  }

  get length(): number {
    return this.numSamples ?? this.source.length;
  }

  *[Symbol.iterator](): IterableIterator<number> {
    const generator = this.generator ?? new Generator().manualSeed(drawSeed(defaultGenerator));
    const n = this.source.length;
    const { length } = this;
    if (this.replacement) {
      for (let i = 0; i < length; i++) yield generator.below(n);
      return;
    }
    for (let round = 0; round < Math.floor(length / n); round++) yield* permutation(n, generator);
    // PyTorch draws the last permutation even where nothing of it is needed.
    const last = [...permutation(n, generator)];
    yield* last.slice(0, length % n);
  }
}

const subsetSignature = defineSignature(
  "SubsetRandomSampler",
  required("indices", numbers),
  optional("generator", maybeGenerator, null),
);

/**
 * Some indices in random order, each once an epoch; the same seed gives PyTorch's order.
 *
 * @example
 * const sampler = new SubsetRandomSampler([10, 20, 30], { generator: new Generator().manualSeed(0) });
 * [...sampler]; // => [30, 10, 20]
 * @see https://pytorch.org/docs/stable/data.html#torch.utils.data.SubsetRandomSampler
 */
export class SubsetRandomSampler implements Sampler {
  readonly indices: readonly number[];
  private readonly generator: Generator;

  /**
   * @param indices The indices to draw from.
   * @param generator Default: the generator that `manualSeed` starts.
   */
  constructor(indices: readonly number[], generator?: Generator | null | SamplerOptions) {
    const [list, given] = bind(subsetSignature, arguments);
    this.indices = list;
    this.generator = given ?? defaultGenerator;
  }

  get length(): number {
    return this.indices.length;
  }

  *[Symbol.iterator](): IterableIterator<number> {
    for (const i of permutation(this.indices.length, this.generator)) yield this.indices[i];
  }
}

/** Options of {@link WeightedRandomSampler}. */
export interface WeightedRandomSamplerOptions extends SamplerOptions {
  /** True if an index may be drawn again. Default true. */
  readonly replacement?: boolean;
}

const weightedSignature = defineSignature(
  "WeightedRandomSampler",
  required(
    "weights",
    defineKind<readonly number[] | Tensor>(
      "a list of numbers or a tensor",
      (value) => numbers.accepts(value) || value instanceof Tensor,
    ),
  ),
  required("numSamples", aNumber),
  optional("replacement", aBoolean, true),
  optional("generator", maybeGenerator, null),
);

/**
 * Indices drawn with probabilities proportional to weights; the same seed gives PyTorch's.
 *
 * @param weights One per index, finite and >= 0, not necessarily adding up to 1.
 * @param numSamples Number of indices in an epoch, >= 1.
 * @param replacement True if an index may be drawn again. Default true.
 * @param generator Default: the generator that `manualSeed` starts.
 * @throws {ValueError} for weights that are negative, not finite or all 0, or more draws than positive weights without
 *   replacement.
 * @throws {ShapeError} for weights that are no vector.
 * @example
 * [...new WeightedRandomSampler([0, 0, 5], 3)]; // => [2, 2, 2]
 * @see https://pytorch.org/docs/stable/data.html#torch.utils.data.WeightedRandomSampler
 */
export class WeightedRandomSampler implements Sampler {
  readonly weights: Float64Array;
  private readonly replacement: boolean;
  private readonly generator: Generator;

  readonly length: number;

  constructor(
    weights: readonly number[] | Tensor,
    numSamples: number,
    replacement?: boolean | WeightedRandomSamplerOptions,
    generator?: Generator | null | SamplerOptions,
  ) {
    const [given, length, replaces, source] = bind(weightedSignature, arguments);
    checkCount("WeightedRandomSampler", length);
    this.length = length;
    this.replacement = replaces;
    this.generator = source ?? defaultGenerator;
    this.weights = weightsOf(given);
    const positive = this.weights.filter((weight) => weight > 0).length;
    if (positive === 0) throw new ValueError("WeightedRandomSampler: the weights sum to 0");
    if (!this.replacement && length > positive) {
      throw new ValueError(
        `WeightedRandomSampler: cannot draw ${length} without replacement from ${positive} positions of positive weight`,
      );
    }
  }

  [Symbol.iterator](): IterableIterator<number> {
    const { weights, length, generator } = this;
    const draw = this.replacement ? drawByCumulativeSum : drawByRace;
    return draw(weights, length, generator)[Symbol.iterator]() as IterableIterator<number>;
  }
}

function weightsOf(weights: readonly number[] | Tensor): Float64Array {
  if (!Array.isArray(weights) && (weights as Tensor).ndim !== 1) {
    throw new ShapeError(
      `WeightedRandomSampler: weights should be a 1d sequence, got shape [${(weights as Tensor).shape.join(", ")}]`,
    );
  }
  const values = Float64Array.from(Array.isArray(weights) ? weights : (weights as Tensor).readSync());
  const odd = values.findIndex((weight) => !(weight >= 0 && weight < Infinity));
  if (odd >= 0) {
    throw new ValueError(`WeightedRandomSampler: weights must be finite and >= 0, got ${values[odd]} at ${odd}`);
  }
  return values;
}

/** Each draw is where a number uniform in [0, 1) falls among the cumulative shares. */
function drawByCumulativeSum(weights: Float64Array, count: number, generator: Generator): number[] {
  let sum = 0;
  const shares = weights.map((weight) => (sum += weight));
  for (let i = 0; i < shares.length; i++) shares[i] /= sum;
  return Array.from({ length: count }, () => {
    const point = generator.uniform53();
    let low = 0;
    let high = shares.length;
    while (high > low) {
      const middle = low + ((high - low) >> 1);
      if (shares[middle] < point) low = middle + 1;
      else high = middle;
    }
    return low;
  });
}

/**
 * Without replacement: each position runs a race that it wins with a probability proportional to its weight, and the
 * first ones are taken.
 * @see https://doi.org/10.1016/j.ipl.2005.11.003 Efraimidis, Spirakis: Weighted random sampling with a reservoir
 */
function drawByRace(weights: Float64Array, count: number, generator: Generator): number[] {
  const speeds = weights.map((weight) => {
    const time = -Math.log1p(-generator.uniform53());
    return weight === 0 ? 0 : weight / time;
  });
  return Array.from(speeds.keys())
    .sort((a, b) => speeds[b] - speeds[a])
    .slice(0, count);
}

const batchSignature = defineSignature(
  "BatchSampler",
  required("sampler", aSampler),
  required("batchSize", aNumber),
  required("dropLast", aBoolean),
);

/**
 * Indices in batches.
 *
 * @param sampler The order of the indices.
 * @param batchSize Indices in a batch, >= 1.
 * @param dropLast True to leave out a last batch that is smaller than the others.
 * @throws {ValueError} unless batchSize is a whole number >= 1.
 * @example
 * [...new BatchSampler(new SequentialSampler({ length: 5 }), 2, false)]; // => [[0, 1], [2, 3], [4]]
 * @see https://pytorch.org/docs/stable/data.html#torch.utils.data.BatchSampler
 */
export class BatchSampler implements Sampler<number[]> {
  readonly sampler: Sampler;
  readonly batchSize: number;
  readonly dropLast: boolean;

  constructor(
    sampler: Sampler,
    batchSize: number | { readonly batchSize: number; readonly dropLast: boolean },
    dropLast?: boolean | { readonly dropLast: boolean },
  ) {
    const [source, size, drops] = bind(batchSignature, arguments);
    checkBatchSize("BatchSampler", size);
    this.sampler = source;
    this.batchSize = size;
    this.dropLast = drops;
  }

  get length(): number {
    const count = this.sampler.length / this.batchSize;
    return this.dropLast ? Math.floor(count) : Math.ceil(count);
  }

  [Symbol.iterator](): IterableIterator<number[]> {
    return inBatches(this.sampler, this.batchSize, this.dropLast);
  }
}

/** Throws unless it is a whole number >= 1. */
export function checkBatchSize(name: string, batchSize: number): void {
  if (!Number.isInteger(batchSize) || batchSize <= 0) {
    throw new ValueError(
      `${name}: batch_size should be a positive integer value, but got batch_size=${batchSize}; expected batchSize >= 1`,
    );
  }
}

/** Lists of `batchSize` values each, the last one perhaps shorter. */
export function* inBatches<T>(values: Iterable<T>, batchSize: number, dropLast: boolean): IterableIterator<T[]> {
  let batch: T[] = [];
  for (const value of values) {
    batch.push(value);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0 && !dropLast) yield batch;
}
