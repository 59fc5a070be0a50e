import { arange } from "@lumbre/tensor";
import { describe, expect, expectTypeOf, test } from "vitest";
import { ChainDataset, DataLoader, type IterableDataset, TensorDataset } from "./index.js";

const from = (first: number, count: number) => ({
  *[Symbol.iterator]() {
    for (let i = 0; i < count; i++) yield first + i;
  },
});

const asyncFrom = (first: number, count: number) => ({
  async *[Symbol.asyncIterator]() {
    for (let i = 0; i < count; i++) yield first + i;
  },
});

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

const numbers = (batches: readonly { toArray(): unknown }[]) => batches.map((batch) => batch.toArray());

describe("ChainDataset", () => {
  const chain = new ChainDataset([from(0, 2), from(5, 0), from(10, 3)]);

  test("gives the items of one dataset after the other, in every epoch, and batches across the border", async () => {
    // list(DataLoader(ChainDataset([...]), batch_size=3))
    const loader = new DataLoader(chain, { batchSize: 3 });
    for (let epoch = 0; epoch < 2; epoch++) {
      expect(numbers([...loader])).toEqual([
        [0, 1, 10],
        [11, 12],
      ]);
      expect(numbers(await all(loader))).toEqual([
        [0, 1, 10],
        [11, 12],
      ]);
    }
    expect([...new ChainDataset([])]).toEqual([]);
    expect([...new ChainDataset([chain, from(20, 1)])]).toEqual([0, 1, 10, 11, 12, 20]);
  });

  test("begins a dataset when the one before it has ended, and ends the one that a loop leaves", () => {
    const events: string[] = [];
    const told = (name: string): IterableDataset<string> => ({
      *[Symbol.iterator]() {
        events.push(`begin ${name}`);
        try {
          yield name;
          yield name;
        } finally {
          events.push(`end ${name}`);
        }
      },
    });
    let left = 3;
    for (const _ of new ChainDataset([told("a"), told("b"), told("c")])) if (--left === 0) break;
    expect(events).toEqual(["begin a", "end a", "begin b", "end b"]);
  });

  test("takes asynchronous datasets and promises in a `for await` loop only", async () => {
    const mixed = new ChainDataset<number>([from(0, 1), asyncFrom(5, 2)]);
    expect(await all(mixed)).toEqual([0, 5, 6]);
    expect(numbers(await all(new DataLoader(mixed, { batchSize: 2 })))).toEqual([[0, 5], [6]]);
    expect(() => [...new DataLoader(mixed)]).toThrow(
      "ChainDataset: datasets[1] is only asynchronous; loop over the chain with `for await`",
    );
    expect(await all(new ChainDataset([new Set([Promise.resolve(3)])]))).toEqual([3]);
  });

  test("is as long as all of them, where they know it", () => {
    const sized = { ...from(0, 3), length: 3 };
    expect(new ChainDataset([sized, sized]).length).toBe(6);
    expect(new DataLoader(new ChainDataset([sized, sized]), { batchSize: 4 }).length).toBe(2);
    expect(new ChainDataset([sized, from(0, 1)]).length).toBeUndefined();
  });

  test("refuses a generator in its second epoch", async () => {
    const message = "ChainDataset: datasets[1] is an iterator, such as a generator, and was used before";
    const once = new ChainDataset([from(0, 1), from(1, 1)[Symbol.iterator]()]);
    expect([...once]).toEqual([0, 1]);
    expect(() => [...once]).toThrow(message);
    const onceAsync = new ChainDataset([from(0, 1), asyncFrom(1, 1)[Symbol.asyncIterator]()]);
    expect(await all(onceAsync)).toEqual([0, 1]);
    await expect(all(onceAsync)).rejects.toThrow(message);
  });

  test("refuses what has an index, as PyTorch does", () => {
    const message = /^ChainDataset: .*a list of iterable datasets \(ConcatDataset takes those with length and get/;
    // @ts-expect-error: not iterable
    expect(() => new ChainDataset([new TensorDataset(arange(3))])).toThrow(message);
    expect(() => new ChainDataset([[1, 2, 3]])).toThrow(message);
    // @ts-expect-error: no list
    expect(() => new ChainDataset(new Set([from(0, 3)]))).toThrow(message);
  });

  test("has the items' type", () => {
    expectTypeOf(new ChainDataset([new Set(["a"])])).toEqualTypeOf<ChainDataset<string>>();
  });
});
