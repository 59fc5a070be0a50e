import { defaultGenerator, type Generator, randperm, ValueError } from "@lumbre/tensor";
import { bind, defineKind, defineSignature, numbers, optional, positional } from "@lumbre/tensor/engine";
import type { Collated } from "./collate.js";
import type { Dataset } from "./dataset.js";
import { aMapStyleDataset, bindGet, bindGetBatch, maybeGenerator, requireLength } from "./kinds.js";
import { checkIndex } from "./tensorDataset.js";

const subsetSignature = defineSignature(
  "Subset",
  positional("dataset", aMapStyleDataset),
  positional("indices", numbers),
);

/**
 * The items of a dataset at some positions, in that order.
 *
 * @throws {IndexError} for a position that the dataset does not have.
 * @example
 * const subset = new Subset(new TensorDataset(arange(10)), [7, 1]);
 * subset.length; // => 2
 * subset.get(0); // => [tensor(7.)]
 * @see https://pytorch.org/docs/stable/data.html#torch.utils.data.Subset
 */
export class Subset<Item> implements Dataset<Item> {
  readonly dataset: Dataset<Item>;
  readonly indices: readonly number[];

  /**
   * @param dataset The dataset that the items are from.
   * @param indices Their indices in it.
   */
  constructor(dataset: Dataset<Item>, indices: readonly number[]) {
    const [, list] = bind(subsetSignature, arguments);
    for (const index of list) checkIndex("Subset", index, dataset.length);
    this.dataset = dataset;
    this.indices = list;
  }

  get length(): number {
    return this.indices.length;
  }

  get(index: number): Item {
    bindGet("Subset", arguments);
    checkIndex("Subset", index, this.length);
    return this.dataset.get(this.indices[index]);
  }

  getBatch(indices: readonly number[]): Collated<Item> | undefined {
    bindGetBatch("Subset", arguments);
    return this.dataset.getBatch?.(
      indices.map((index) => {
        checkIndex("Subset", index, this.length);
        return this.indices[index];
      }),
    );
  }
}

const concatSignature = defineSignature(
  "ConcatDataset",
  positional(
    "datasets",
    defineKind<readonly Dataset<unknown>[]>(
      "a list of datasets",
      (value) => Array.isArray(value) && value.every((one) => aMapStyleDataset.accepts(one)),
    ),
  ),
);

/**
 * Several datasets, one after the other.
 *
 * @throws {ValueError} when no dataset is given.
 * @example
 * const both = new ConcatDataset([new TensorDataset(arange(3)), new TensorDataset(arange(5))]);
 * both.length; // => 8
 * both.get(3); // => [tensor(0.)]
 * @see https://pytorch.org/docs/stable/data.html#torch.utils.data.ConcatDataset
 */
export class ConcatDataset<Item> implements Dataset<Item> {
  /** Where each dataset ends. */
  readonly cumulativeSizes: readonly number[];

  readonly datasets: readonly Dataset<Item>[];

  /** @param datasets A list of datasets. */
  constructor(datasets: readonly Dataset<Item>[]) {
    bind(concatSignature, arguments);
    this.datasets = datasets;
    if (datasets.length === 0) throw new ValueError("ConcatDataset: datasets should not be an empty list");
    for (const dataset of datasets) requireLength("ConcatDataset", dataset);
    let end = 0;
    this.cumulativeSizes = datasets.map(({ length }) => (end += length));
  }

  get length(): number {
    return this.cumulativeSizes[this.cumulativeSizes.length - 1];
  }

  get(index: number): Item {
    bindGet("ConcatDataset", arguments);
    checkIndex("ConcatDataset", index, this.length);
    const d = this.datasetAt(index);
    return this.datasets[d].get(index - this.startOf(d));
  }

  /** At once where all of them lie in one dataset. */
  getBatch(indices: readonly number[]): Collated<Item> | undefined {
    bindGetBatch("ConcatDataset", arguments);
    for (const index of indices) checkIndex("ConcatDataset", index, this.length);
    if (indices.length === 0) return undefined;
    const d = this.datasetAt(indices[0]);
    if (indices.some((index) => this.datasetAt(index) !== d)) return undefined;
    const start = this.startOf(d);
    return this.datasets[d].getBatch?.(indices.map((index) => index - start));
  }

  private startOf(d: number): number {
    return d === 0 ? 0 : this.cumulativeSizes[d - 1];
  }

  private datasetAt(index: number): number {
    return this.cumulativeSizes.findIndex((end) => index < end);
  }
}

/** Options of {@link randomSplit}. */
export interface RandomSplitOptions {
  /** Default: the generator that `manualSeed` starts. */
  readonly generator?: Generator | null;
}

const splitSignature = defineSignature(
  "randomSplit",
  positional("dataset", aMapStyleDataset),
  positional("lengths", numbers),
  optional("generator", maybeGenerator, null),
);

/**
 * Splits a dataset at random into parts that do not overlap and together are all of it.
 *
 * @param lengths The parts' lengths, or fractions that add up to 1; what rounding down leaves over goes one each to
 *   the first parts.
 * @param generator Default: the generator that `manualSeed` starts.
 * @throws {ValueError} when the lengths do not add up to the dataset's, or are no whole numbers >= 0.
 * @example
 * manualSeed(0);
 * const [train, valid] = randomSplit(new TensorDataset(arange(10)), [0.75, 0.25]);
 * train.indices; // => [4, 1, 7, 5, 3, 9, 0, 8]
 * valid.indices; // => [6, 2]
 * @see https://pytorch.org/docs/stable/data.html#torch.utils.data.random_split
 */
export function randomSplit<Item>(
  dataset: Dataset<Item>,
  lengths: readonly number[],
  generator?: Generator | null | RandomSplitOptions,
): Subset<Item>[] {
  const [, parts, source] = bind(splitSignature, arguments);
  const sizes = partSizes(dataset.length, parts);
  const order = Array.from(randperm(dataset.length, { generator: source ?? defaultGenerator }).readSync());
  let start = 0;
  return sizes.map((size) => {
    start += size;
    return new Subset(dataset, order.slice(start - size, start));
  });
}

function partSizes(total: number, lengths: readonly number[]): readonly number[] {
  const sum = lengths.reduce((a, b) => a + b, 0);
  if (Math.abs(sum - 1) <= 1e-9 && sum <= 1) return sizesOfFractions(total, lengths);
  if (lengths.some((length) => !Number.isInteger(length) || length < 0)) {
    throw new ValueError(
      `randomSplit: expected whole numbers >= 0, or fractions that add up to 1, got ${lengths.join(", ")}`,
    );
  }
  if (sum !== total) {
    throw new ValueError(
      `randomSplit: Sum of input lengths does not equal the length of the input dataset! ` +
        `${lengths.join(" + ")} = ${sum}, expected ${total}`,
    );
  }
  return lengths;
}

function sizesOfFractions(total: number, fractions: readonly number[]): number[] {
  const odd = fractions.findIndex((fraction) => !(fraction >= 0 && fraction <= 1));
  if (odd >= 0) throw new ValueError(`randomSplit: Fraction at index ${odd} is not between 0 and 1: ${fractions[odd]}`);
  const sizes = fractions.map((fraction) => Math.floor(total * fraction));
  const rest = total - sizes.reduce((a, b) => a + b, 0);
  for (let i = 0; i < rest; i++) sizes[i % sizes.length]++;
  return sizes;
}
