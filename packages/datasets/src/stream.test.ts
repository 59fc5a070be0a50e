import { type Tensor, ValueError } from "@lumbre/tensor";
import { sampledRuns } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { DataLoader } from "./index.js";

const numbers = (count: number): Iterable<number> => ({
  *[Symbol.iterator]() {
    for (let i = 0; i < count; i++) yield i;
  },
});
const delayed = (count: number): AsyncIterable<number> => ({
  async *[Symbol.asyncIterator]() {
    yield* numbers(count);
  },
});
const toLists = (batches: readonly unknown[]): unknown[] => batches.map((batch) => (batch as Tensor).tolist());

async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const value of values) list.push(value);
  return list;
}

const cases = fc.record({
  count: fc.nat(20),
  batchSize: fc.integer({ min: 1, max: 8 }),
  dropLast: fc.boolean(),
  prefetchFactor: fc.nat(3),
});

test("batches are those of an array of the same items, epoch by epoch", async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ count, ...options }) => {
      const { prefetchFactor, ...plain } = options;
      const expected = toLists([...new DataLoader([...numbers(count)], plain)]);
      const loader = new DataLoader(numbers(count), options);
      const slow = new DataLoader(delayed(count), options);
      for (let epoch = 0; epoch < 2; epoch++) {
        expect(toLists([...loader])).toEqual(expected);
        expect(toLists(await collect(loader))).toEqual(expected);
        expect(toLists(await collect(slow))).toEqual(expected);
      }
    }),
    { numRuns: sampledRuns(40) },
  );
});

test("the length is known where the dataset has one", () => {
  fc.assert(
    fc.property(cases, ({ count, batchSize, dropLast }) => {
      const sized = Object.assign(numbers(count), { length: count });
      const loader = new DataLoader(sized, { batchSize, dropLast });
      expect(loader.length).toBe([...loader].length);
      expect(new DataLoader(sized, { batchSize: null }).length).toBe(count);
    }),
  );
});

test("items that are promises are awaited", async () => {
  const promises = {
    *[Symbol.iterator]() {
      for (const i of numbers(3)) yield Promise.resolve(i);
    },
  };
  expect(toLists(await collect(new DataLoader(promises, { batchSize: 2 })))).toEqual([[0, 1], [2]]);
  expect(() => [...new DataLoader(promises)]).toThrow(ValueError);
  expect(() => [...new DataLoader(promises)]).toThrow(
    "DataLoader: the dataset's items are promises; loop over it with `for await`",
  );
});

test("batches are begun ahead, and their errors come in their turn", async () => {
  let given = 0;
  const items = {
    async *[Symbol.asyncIterator]() {
      for (const i of numbers(5)) {
        given++;
        yield i;
      }
      throw new RangeError("broken off");
    },
  };
  const seen: number[] = [];
  const loop = async (): Promise<void> => {
    for await (const batch of new DataLoader(items, { prefetchFactor: 2 })) {
      // On a busy machine the batches ahead may take a while; after them no more is begun.
      if (seen.length === 0) await vi.waitFor(() => expect(given).toBe(3));
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (seen.length === 0) expect(given).toBe(3);
      seen.push((batch as Tensor).item() as number);
    }
  };
  await expect(loop()).rejects.toThrow("broken off");
  expect(seen).toEqual([0, 1, 2, 3, 4]);
});

describe("a loop that is left", () => {
  test.each([0, 2])("closes the dataset's iterator, %i ahead", async (prefetchFactor) => {
    let closed = 0;
    const items = {
      *[Symbol.iterator]() {
        try {
          yield* numbers(9);
        } finally {
          closed++;
        }
      },
    };
    const loader = new DataLoader(items, { prefetchFactor });
    for (const _ of loader) break;
    expect(closed).toBe(1);
    for await (const _ of loader) break;
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(closed).toBe(2);
  });
});

describe("an iterator, which gives its items once,", () => {
  test("is refused in a second epoch", async () => {
    const message =
      "DataLoader: this dataset is an iterator, such as a generator, and its items are used up; give an object";
    const loader = new DataLoader(numbers(3)[Symbol.iterator]() as IterableIterator<number>);
    expect([...loader].length).toBe(3);
    expect(() => [...loader]).toThrow(ValueError);
    await expect(collect(loader)).rejects.toThrow(message);
    const slow = new DataLoader(delayed(3)[Symbol.asyncIterator]() as AsyncIterableIterator<number>);
    for await (const _ of slow) break;
    await expect(collect(slow)).rejects.toThrow(message);
  });

  test("goes on where it cannot be closed", () => {
    let i = 0;
    const endless: IterableIterator<number> = {
      next: () => ({ done: false, value: i++ }),
      [Symbol.iterator]: () => endless,
    };
    const loader = new DataLoader(endless, { batchSize: 2 });
    const first = (): unknown => {
      for (const batch of loader) return batch.tolist();
    };
    expect([first(), first()]).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });
});
