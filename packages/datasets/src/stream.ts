import { ValueError } from "@lumbre/tensor";
import { defaultCollate } from "./collate.js";
import type { Dataset, IterableDataset } from "./dataset.js";
import type { Collate } from "./fetch.js";
import { nextMacrotask } from "./macrotask.js";

/** How the items of a stream become batches. */
export interface Batching {
  /** Items in a batch; null: no batches. */
  readonly batchSize: number | null;
  readonly dropLast: boolean;
}

/** True for a dataset that comes in an order of its own, false for one whose items are fetched by index. */
export function isStream(
  dataset: Dataset<unknown> | readonly unknown[] | IterableDataset<unknown>,
): dataset is IterableDataset<unknown> {
  return !Array.isArray(dataset) && !("get" in dataset && "length" in dataset);
}

/** An iterable dataset as it is gone through, epoch by epoch. */
export class Stream {
  /** True once an iterator, which can be gone through only once, has nothing left to give. */
  private isSpent = false;

  constructor(
    private readonly items: IterableDataset<unknown>,
    private readonly collate: Collate,
  ) {}

  /** The number of batches of an epoch, for a dataset that knows its length; else null. */
  length({ batchSize, dropLast }: Batching): number | null {
    const { length } = this.items as { readonly length?: unknown };
    if (typeof length !== "number") return null;
    if (batchSize === null) return length;
    return dropLast ? Math.floor(length / batchSize) : Math.ceil(length / batchSize);
  }

  get isOnlyAsync(): boolean {
    return !(Symbol.iterator in this.items);
  }

  /** The batches of an epoch, in a synchronous loop. */
  *batches({ batchSize, dropLast }: Batching): IterableIterator<unknown> {
    const iterator = this.begin((this.items as Iterable<unknown>)[Symbol.iterator]());
    let isOver = false;
    let batch: unknown[] = [];
    try {
      for (const item of { [Symbol.iterator]: () => iterator }) {
        if (item instanceof Promise) throw asynchronousItems(item);
        if (batchSize !== null && batch.push(item) < batchSize) continue;
        yield batchSize === null ? item : this.combine(batch);
        batch = [];
      }
      isOver = true;
    } finally {
      this.isSpent = isOver || iterator.return !== undefined;
    }
    if (batch.length > 0 && !dropLast) yield this.combine(batch);
  }

  /** The batches of an epoch, in a `for await` loop, `ahead` of which are begun before they are asked for. */
  asyncBatches(batching: Batching, ahead: number): AsyncGenerator<unknown, void> {
    const batches = this.collateAsync(batching);
    return ahead === 0 ? batches : beginAhead(batches, ahead);
  }

  private async *collateAsync({ batchSize, dropLast }: Batching): AsyncGenerator<unknown, void> {
    const { iterator, items } = this.beginAsync();
    let isOver = false;
    let batch: unknown[] = [];
    try {
      for await (const item of items) {
        if (batchSize !== null && batch.push(item) < batchSize) continue;
        yield batchSize === null ? item : this.combine(batch);
        batch = [];
        await nextMacrotask();
      }
      isOver = true;
    } finally {
      this.isSpent = isOver || iterator.return !== undefined;
    }
    if (batch.length > 0 && !dropLast) yield this.combine(batch);
  }

  /** A loop over a synchronous iterator with `for await` waits for items that are promises. */
  private beginAsync(): { iterator: { readonly return?: unknown }; items: IterableDataset<unknown> } {
    const { items } = this;
    if (Symbol.asyncIterator in items) {
      const iterator = this.begin(items[Symbol.asyncIterator]());
      return { iterator, items: { [Symbol.asyncIterator]: () => iterator } };
    }
    const iterator = this.begin(items[Symbol.iterator]());
    return { iterator, items: { [Symbol.iterator]: () => iterator } };
  }

  /** @throws {ValueError} for an iterator whose items were used up before: an epoch of nothing would go unnoticed. */
  private begin<T extends object>(iterator: T): T {
    if (this.isSpent && iterator === (this.items as unknown)) {
      throw new ValueError(
        "DataLoader: this dataset is an iterator, such as a generator, and its items are used up; give an object that " +
          "begins anew in each epoch, { *[Symbol.iterator]() { ... } }",
      );
    }
    return iterator;
  }

  private combine(items: unknown[]): unknown {
    return (this.collate ?? defaultCollate)(items);
  }
}

function asynchronousItems(item: Promise<unknown>): ValueError {
  item.catch(() => {});
  return new ValueError("DataLoader: the dataset's items are promises; loop over it with `for await`");
}

/** The same batches, of which some are begun before they are asked for. */
async function* beginAhead(batches: AsyncGenerator<unknown, void>, ahead: number): AsyncGenerator<unknown, void> {
  const begun: Promise<IteratorResult<unknown, void>>[] = [];
  try {
    for (;;) {
      while (begun.length <= ahead) {
        const next = batches.next();
        next.catch(() => {});
        begun.push(next);
      }
      const { done, value } = await (begun.shift() as (typeof begun)[0]);
      if (done === true) return;
      yield value;
    }
  } finally {
    // Its end comes after the batches that were begun, for which nobody waits any more.
    batches.return().catch(() => {});
  }
}
