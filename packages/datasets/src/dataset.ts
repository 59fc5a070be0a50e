import type { Collated } from "./collate.js";

/**
 * Items that can be fetched by position: PyTorch's map-style dataset. Any object with these members is one, and so is
 * an array.
 *
 * @example
 * const squares: Dataset<number> = { length: 5, get: (i) => i * i };
 * const [batch] = new DataLoader(squares, { batchSize: 5 });
 * batch; // => tensor([ 0,  1,  4,  9, 16])
 * @see https://pytorch.org/docs/stable/data.html#map-style-datasets
 */
export interface Dataset<Item = unknown> {
  /** The number of items. */
  readonly length: number;
  /** The item at a position, 0 to length - 1, or a promise of it, for a `for await` loop over the loader. */
  get(index: number): Item;
  /**
   * The items at some positions, collated as {@link defaultCollate} would collate them, for datasets that can do so
   * faster than one by one. Undefined: not now; the items are then fetched one by one.
   */
  getBatch?(indices: readonly number[]): Collated<Item> | undefined;
}

/**
 * Items that come in an order of their own, such as a stream's: PyTorch's iterable-style dataset. One that is only
 * asynchronous takes a `for await` loop over its loader. Its iteration begins anew in each epoch, so that a generator
 * function is a method of it, and not the dataset itself; a `length`, where it has one, makes that of the loader.
 *
 * With workers each of them goes through a copy of its own: {@link getWorkerInfo} tells it which share to give.
 *
 * @example
 * const countdown: IterableDataset<number> = {
 *   *[Symbol.iterator]() {
 *     const { id, numWorkers } = getWorkerInfo() ?? { id: 0, numWorkers: 1 };
 *     for (let i = 5 - id; i > 0; i -= numWorkers) yield i;
 *   },
 * };
 * [...new DataLoader(countdown, { batchSize: 2 })]; // => [tensor([5, 4]), tensor([3, 2]), tensor([1])]
 * @see https://pytorch.org/docs/stable/data.html#iterable-style-datasets
 */
export type IterableDataset<Item = unknown> = Iterable<Item> | AsyncIterable<Item>;
