import { ValueError } from "@lumbre/tensor";
import { bind, defineSignature, positional } from "@lumbre/tensor/engine";
import type { IterableDataset } from "./dataset.js";
import { iterableDatasets } from "./kinds.js";

const signature = defineSignature("ChainDataset", positional("datasets", iterableDatasets));

/**
 * Several iterable datasets, one after the other, each of which begins when the one before it has ended. It is what
 * PyTorch makes of `a + b`. An asynchronous dataset among them takes a `for await` loop.
 *
 * With workers each of them goes through a copy of all datasets: {@link getWorkerInfo} tells each dataset which share to
 * give.
 *
 * @throws {ValueError} in a loop: without `await` for an asynchronous dataset, and for an iterator, such as a generator,
 *   that an earlier epoch used.
 * @example
 * const from = (first: number): IterableDataset<number> => ({
 *   *[Symbol.iterator]() {
 *     for (let i = 0; i < 2; i++) yield first + i;
 *   },
 * });
 * const chain = new ChainDataset([from(0), from(10)]);
 * [...new DataLoader(chain, { batchSize: 3 })]; // => [tensor([ 0,  1, 10]), tensor([11])]
 * @see https://pytorch.org/docs/stable/data.html#torch.utils.data.ChainDataset
 */
export class ChainDataset<Item> implements Iterable<Item>, AsyncIterable<Item> {
  readonly datasets: readonly IterableDataset<Item>[];
  private readonly usedIterators = new WeakSet<object>();

  /** @param datasets A list of iterable datasets. */
  constructor(datasets: readonly IterableDataset<Item>[]) {
    bind(signature, arguments);
    this.datasets = datasets;
  }

  /** The sum of the lengths; undefined where a dataset has none. */
  get length(): number | undefined {
    let sum = 0;
    for (const dataset of this.datasets) {
      const { length } = dataset as { readonly length?: unknown };
      if (typeof length !== "number") return undefined;
      sum += length;
    }
    return sum;
  }

  *[Symbol.iterator](): IterableIterator<Item> {
    const asynchronous = this.datasets.findIndex((dataset) => !(Symbol.iterator in dataset));
    if (asynchronous >= 0) {
      throw new ValueError(
        `ChainDataset: datasets[${asynchronous}] is only asynchronous; loop over the chain with \`for await\``,
      );
    }
    for (const [i, dataset] of (this.datasets as readonly Iterable<Item>[]).entries()) {
      const iterator = this.begin(i, dataset[Symbol.iterator]());
      yield* { [Symbol.iterator]: () => iterator };
    }
  }

  async *[Symbol.asyncIterator](): AsyncIterableIterator<Awaited<Item>> {
    for (const [i, dataset] of this.datasets.entries()) {
      if (Symbol.asyncIterator in dataset) {
        const iterator = this.begin(i, dataset[Symbol.asyncIterator]());
        for await (const item of { [Symbol.asyncIterator]: () => iterator }) yield item;
      } else {
        const iterator = this.begin(i, dataset[Symbol.iterator]());
        // Waits for items that are promises.
        for await (const item of { [Symbol.iterator]: () => iterator }) yield item;
      }
    }
  }

  /** Refuses an iterator that was begun before: an epoch without its items would go unnoticed. */
  private begin<T extends object>(i: number, iterator: T): T {
    if (iterator !== (this.datasets[i] as unknown)) return iterator;
    if (this.usedIterators.has(iterator)) {
      throw new ValueError(
        `ChainDataset: datasets[${i}] is an iterator, such as a generator, and was used before; give an object that ` +
          "begins anew in each epoch, { *[Symbol.iterator]() { ... } }",
      );
    }
    this.usedIterators.add(iterator);
    return iterator;
  }
}
