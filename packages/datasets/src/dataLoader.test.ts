import { arange, defaultGenerator, Generator, manualSeed, rand, Tensor, tensor } from "@lumbre/tensor";
import { loadFixture, sampledRuns } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, expectTypeOf, test } from "vitest";
import {
  BatchSampler,
  ConcatDataset,
  DataLoader,
  type Dataset,
  RandomSampler,
  randomSplit,
  type Sampler,
  SequentialSampler,
  Subset,
  SubsetRandomSampler,
  TensorDataset,
  WeightedRandomSampler,
} from "./index.js";

const positions = (n: number): Dataset<number> => ({ length: n, get: (i) => i });
const seeded = (seed: number): Generator => new Generator().manualSeed(seed);
const flat = (loader: Iterable<unknown>): number[] => ([...loader] as Tensor[]).flatMap((x) => x.toArray() as number[]);

async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const value of values) list.push(value);
  return list;
}

describe("orders are PyTorch's", () => {
  interface OrderCase {
    readonly name: string;
    readonly ownGenerator?: boolean;
    readonly epochs: unknown[];
    readonly after?: number[];
  }
  const cases = loadFixture("datasets", "orders") as unknown as OrderCase[];
  const found = (name: string): OrderCase => cases.find((item) => item.name === name) as OrderCase;

  test.each([
    ["in order", { batchSize: 4 }],
    ["shuffled", { batchSize: 4, shuffle: true }],
    ["shuffled, dropLast", { batchSize: 4, shuffle: true, dropLast: true }],
    ["shuffled, own generator", { batchSize: 3, shuffle: true }],
  ])("DataLoader %s", (name, options) => {
    const { ownGenerator, epochs, after } = found(name);
    manualSeed(3);
    const loader = new DataLoader(positions(10), ownGenerator ? { ...options, generator: seeded(5) } : options);
    for (const epoch of epochs) expect([...loader].map((x) => x.toArray())).toEqual(epoch);
    expect(rand(2).toArray()).toEqual(after);
  });

  const weights = [0.1, 0.9, 0.4, 0, 3, 0.6];
  test.each<[string, (generator: Generator) => Sampler]>([
    ["RandomSampler", (generator) => new RandomSampler(positions(10), { generator })],
    ["RandomSampler, 25", (generator) => new RandomSampler(positions(10), { generator, numSamples: 25 })],
    [
      "RandomSampler, replacement, 40",
      (generator) => new RandomSampler(positions(10), { generator, replacement: true, numSamples: 40 }),
    ],
    ["SubsetRandomSampler", (generator) => new SubsetRandomSampler([9, 8, 7, 1, 0], { generator })],
    ["WeightedRandomSampler, 12", (generator) => new WeightedRandomSampler(weights, 12, { generator })],
    ["WeightedRandomSampler, 1", (generator) => new WeightedRandomSampler(tensor(weights), 1, { generator })],
    [
      "WeightedRandomSampler, no replacement",
      (generator) => new WeightedRandomSampler(weights, 5, { generator, replacement: false }),
    ],
  ])("%s", (name, make) => {
    const sampler = make(seeded(7));
    for (const epoch of found(name).epochs) {
      expect([...sampler]).toEqual(epoch);
      expect(sampler.length).toBe((epoch as number[]).length);
    }
  });
});

describe("with a generator of its own, nothing draws from the default one", () => {
  const numbers = (): number[] => [5, 6, 7, 8];
  test.each<[string, (generator: Generator) => unknown]>([
    ["DataLoader", (generator) => [...new DataLoader(numbers(), { generator })]],
    ["DataLoader, shuffled", (generator) => [...new DataLoader(numbers(), { shuffle: true, generator })]],
    [
      "DataLoader with a sampler",
      (generator) => [
        ...new DataLoader(numbers(), { sampler: new RandomSampler(numbers(), { generator }), generator }),
      ],
    ],
    ["DataLoader of an iterable", (generator) => [...new DataLoader(new Set(numbers()), { generator })]],
    ["RandomSampler", (generator) => [...new RandomSampler(numbers(), { generator })]],
    ["RandomSampler, replacement", (generator) => [...new RandomSampler(numbers(), true, 9, generator)]],
    ["SubsetRandomSampler", (generator) => [...new SubsetRandomSampler(numbers(), generator)]],
    ["WeightedRandomSampler", (generator) => [...new WeightedRandomSampler([1, 2], 2, true, generator)]],
    [
      "WeightedRandomSampler, no replacement",
      (generator) => [...new WeightedRandomSampler([1, 2], 2, false, generator)],
    ],
    ["randomSplit", (generator) => randomSplit(positions(3), [1, 2], generator)],
  ])("%s", (_, use) => {
    manualSeed(8);
    const state = defaultGenerator.getState();
    const generator = seeded(5);
    const before = generator.getState();
    use(generator);
    expect(defaultGenerator.getState()).toEqual(state);
    expect(generator.getState()).not.toEqual(before);
  });
});

describe("DataLoader", () => {
  const sizes = fc.record({
    n: fc.integer({ min: 1, max: 40 }),
    batchSize: fc.integer({ min: 1, max: 12 }),
    dropLast: fc.boolean(),
    shuffle: fc.boolean(),
    seed: fc.nat(),
  });

  test("visits each item once, in batches of the size asked for", () => {
    fc.assert(
      fc.property(sizes, ({ n, batchSize, dropLast, shuffle, seed }) => {
        const loader = new DataLoader(positions(n), { batchSize, dropLast, shuffle, generator: seeded(seed) });
        const batches = [...loader].map((x) => x.toArray() as number[]);
        expect(batches).toHaveLength(loader.length);
        const rest = n % batchSize;
        for (const [i, batch] of batches.entries()) {
          const isShort = !dropLast && rest > 0 && i === batches.length - 1;
          expect(batch).toHaveLength(isShort ? rest : batchSize);
        }
        const visited = batches.flat();
        expect(new Set(visited).size).toBe(visited.length);
        expect(visited).toHaveLength(dropLast ? n - rest : n);
        expect(visited.every((i) => i >= 0 && i < n)).toBe(true);
        if (!shuffle) expect(visited).toEqual(visited.map((_, i) => i));
      }),
    );
  });

  test("gives the same order for the same seed, another one each epoch, and the same when asynchronous", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 7 }), async (seed, batchSize) => {
        const make = () => new DataLoader(positions(20), { batchSize, shuffle: true, generator: seeded(seed) });
        const loader = make();
        const first = flat(loader);
        const second = flat(loader);
        const other = make();
        expect(flat(other)).toEqual(first);
        expect(flat(await collect(other))).toEqual(second);
        expect(second).not.toEqual(first);
        expect(flat(new DataLoader(positions(20), { shuffle: true, generator: seeded(seed + 1) }))).not.toEqual(first);
      }),
      { numRuns: sampledRuns(30) },
    );
  });

  test("lets other tasks run between batches of a for await loop", async () => {
    const seen: number[] = [];
    let tasks = 0;
    const count = (): void => {
      tasks++;
      timer = setImmediate(count);
    };
    let timer = setImmediate(count);
    for await (const _ of new DataLoader(positions(4))) seen.push(tasks);
    clearImmediate(timer);
    expect(seen).toEqual([0, 1, 2, 3]);
  });

  test("ends early without a trace", async () => {
    const loader = new DataLoader(positions(4));
    for await (const x of loader) {
      expect(x.toArray()).toEqual([0]);
      break;
    }
    for (const x of loader) {
      expect(x.toArray()).toEqual([0]);
      break;
    }
    expect(flat(loader)).toEqual([0, 1, 2, 3]);
  });

  test("ends its sampler when a loop ends early, in either loop", async () => {
    let ended = 0;
    const sampler: Sampler = {
      length: 3,
      *[Symbol.iterator]() {
        try {
          yield* [0, 1, 2];
        } finally {
          ended++;
        }
      },
    };
    for (const _ of new DataLoader(positions(3), { sampler })) break;
    expect(ended).toBe(1);
    for await (const _ of new DataLoader(positions(3), { sampler, batchSize: null })) break;
    expect(ended).toBe(2);
  });

  test("takes a sampler, a batch sampler, a collate function, an array, and no batches", () => {
    const sampler = new SubsetRandomSampler([3], {});
    expect(flat(new DataLoader(positions(5), { sampler }))).toEqual([3]);
    const batchSampler = new BatchSampler(new SequentialSampler({ length: 5 }), 2, true);
    const loader = new DataLoader(positions(5), { batchSampler });
    expect([...loader].map((x) => x.toArray())).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(loader.length).toBe(2);
    const joined = new DataLoader(["a", "b", "c"], { batchSize: 2, collateFn: (items) => items.join("") });
    expect([...joined]).toEqual(["ab", "c"]);
    expect([...new DataLoader(["a", "b"], { batchSize: null })]).toEqual(["a", "b"]);
    expect(new DataLoader(["a", "b"], { batchSize: null }).length).toBe(2);
  });

  test("fetches a batch at once where the dataset can, with the same result", () => {
    const x = rand(11, 2, 3);
    const y = arange(11, 22, 1, { dtype: "int32" });
    const slow = (dataset: Dataset<[Tensor, Tensor]>): Dataset<[Tensor, Tensor]> => ({
      length: dataset.length,
      get: (i) => dataset.get(i),
    });
    const whole = new TensorDataset(x, y);
    const calls: number[] = [];
    const counted: Dataset<[Tensor, Tensor]> = {
      length: 11,
      get: () => expect.unreachable(),
      getBatch: (indices) => {
        calls.push(indices.length);
        return whole.getBatch(indices);
      },
    };
    const both = new ConcatDataset<[Tensor, Tensor]>([counted, whole]);
    fc.assert(
      fc.property(fc.subarray(Array.from({ length: 11 }, (_, i) => i)), fc.nat(), (indices, seed) => {
        fc.pre(indices.length > 0);
        for (const dataset of [whole, new Subset(whole, indices), new Subset(new ConcatDataset([whole]), indices)]) {
          const options = () => ({ batchSize: 3, shuffle: true, generator: seeded(seed) });
          const fast = [...new DataLoader(dataset, options())];
          const expected = [...new DataLoader(slow(dataset), options())];
          expect(fast.map((batch) => batch.map((part) => [part.dtype, part.toArray()]))).toEqual(
            expected.map((batch) => batch.map((part) => [part.dtype, part.toArray()])),
          );
        }
      }),
      { numRuns: sampledRuns(30) },
    );
    const batches = [...new DataLoader(both, { batchSize: 11 })];
    expect(calls).toEqual([11]);
    expect(batches[1][1].toArray()).toEqual(y.toArray());
  });

  test("mixes datasets of a ConcatDataset in one batch", () => {
    const both = new ConcatDataset([new TensorDataset(arange(3)), new TensorDataset(arange(10, 13))]);
    const batches = [...new DataLoader(both, { batchSize: 4 })];
    expect(batches.map(([x]) => x.toArray())).toEqual([
      [0, 1, 2, 10],
      [11, 12],
    ]);
  });

  test("takes streams of items", async () => {
    function* stream(): Iterable<number> {
      yield* [5, 6, 7];
    }
    async function* asyncStream(): AsyncIterable<number> {
      yield* stream();
    }
    const toLists = (batches: readonly Tensor[]) => batches.map((x) => x.toArray());
    expect(toLists([...new DataLoader(stream(), { batchSize: 2 })])).toEqual([[5, 6], [7]]);
    expect(toLists(await collect(new DataLoader(asyncStream(), { batchSize: 2 })))).toEqual([[5, 6], [7]]);
    expect(toLists(await collect(new DataLoader(stream(), { batchSize: 2, dropLast: true })))).toEqual([[5, 6]]);
    expect(toLists(await collect(new DataLoader(asyncStream(), { batchSize: 2, dropLast: true })))).toEqual([[5, 6]]);
    expect(toLists([...new DataLoader(stream(), { batchSize: 2, dropLast: true })])).toEqual([[5, 6]]);
    expect(toLists(await collect(new DataLoader(asyncStream(), { batchSize: 3, dropLast: true })))).toEqual([
      [5, 6, 7],
    ]);
    expect(await collect(new DataLoader(asyncStream(), { batchSize: null }))).toEqual([5, 6, 7]);
    expect([...new DataLoader(stream(), { batchSize: null })]).toEqual([5, 6, 7]);
    expect(() => [...new DataLoader(asyncStream())]).toThrow(
      "DataLoader: this dataset is only asynchronous; loop over it with `for await`",
    );
    expect(() => new DataLoader(stream(), { shuffle: true })).toThrow(
      "DataLoader: an iterable dataset comes in its own order; expected no shuffle, sampler or batchSampler option",
    );
    expect(() => new DataLoader(stream()).length).toThrow("DataLoader: an iterable dataset has no length");
  });

  test.each([
    [{ batchSize: 0 }, "batch_size should be a positive integer value, but got batch_size=0; expected batchSize >= 1"],
    [{ batchSize: 1.5 }, "batch_size should be a positive integer value, but got batch_size=1.5"],
    [{ shuffle: true, sampler: new SequentialSampler([]) }, "sampler option is mutually exclusive with shuffle"],
    [
      { batchSize: 2, batchSampler: new BatchSampler(new SequentialSampler([]), 2, false) },
      "batchSampler option is mutually exclusive with batchSize, shuffle, sampler, and dropLast",
    ],
    [{ batchSize: null, dropLast: true }, "batchSize=null makes no batches, so dropLast and collateFn have no meaning"],
  ])("refuses %o", (options, message) => {
    expect(() => new DataLoader(positions(3), options)).toThrow(`DataLoader: ${message}`);
  });

  test("refuses to shuffle nothing", () => {
    expect(() => new DataLoader(positions(0), { shuffle: true })).toThrow(
      "RandomSampler: num_samples should be a positive integer value, but got num_samples=0; expected numSamples >= 1",
    );
    expect([...new DataLoader(positions(0))]).toEqual([]);
  });
});

describe("WeightedRandomSampler", () => {
  test("follows the weights", () => {
    const sampler = new WeightedRandomSampler([1, 0, 3], 4000, { generator: seeded(1) });
    const counts = [0, 0, 0];
    for (const i of sampler) counts[i]++;
    expect(counts[1]).toBe(0);
    // Four deviations of the binomial distribution.
    expect(Math.abs(counts[2] - 3000)).toBeLessThan(4 * Math.sqrt(4000 * 0.75 * 0.25));
  });

  test.each([
    [[1, -1], 1, {}, "weights must be finite and >= 0, got -1 at 1"],
    [[0, 0], 1, {}, "the weights sum to 0"],
    [[1, 0], 2, { replacement: false }, "cannot draw 2 without replacement from 1 positions of positive weight"],
    [[1], 0, {}, "num_samples should be a positive integer value, but got num_samples=0; expected numSamples >= 1"],
    [tensor([[1]]), 1, {}, "weights should be a 1d sequence, got shape [1, 1]"],
  ])("refuses %s", (weights, count, options, message) => {
    expect(() => new WeightedRandomSampler(weights as number[] | Tensor, count, options)).toThrow(
      `WeightedRandomSampler: ${message}`,
    );
  });
});

test("the types of batches follow from the dataset", () => {
  const loader = new DataLoader({ length: 1, get: () => ({ x: tensor([1]), y: 2, name: "a" }) });
  const [{ x, y, name }] = loader;
  const typed: [Tensor, Tensor, string[]] = [x, y, name];
  expect(typed[0]).toBeInstanceOf(Tensor);
  expect(typed[2]).toEqual(["a"]);
});

describe("the arguments of a DataLoader", () => {
  const data = [1, 2, 3, 4, 5];
  const batches = (loader: DataLoader<number>): number[][] => [...loader].map((batch) => [...batch.readSync()]);

  test("by position, by name and both are the same", () => {
    const seeded = () => new Generator().manualSeed(3);
    const byName = new DataLoader(data, { batchSize: 2, shuffle: true, dropLast: true, generator: seeded() });
    const mixed = new DataLoader(data, 2, { shuffle: true, dropLast: true, generator: seeded() });
    const byPosition = new DataLoader(data, 2, true, null, null, { dropLast: true, generator: seeded() });
    const expected = batches(byName);
    expect(expected.length).toBe(2);
    expect(batches(mixed)).toEqual(expected);
    expect(batches(byPosition)).toEqual(expected);
  });

  test.each<[string, unknown[], string]>([
    ["snake_case", [data, { batch_size: 2 }], "DataLoader: unknown option batch_size; did you mean batchSize?"],
    ["a name of another library", [data, { collate_fn: String }], "did you mean collateFn?"],
    ["a text", [data, "2"], 'DataLoader: batchSize must be a number, got "2"'],
    [
      "no dataset",
      [null],
      "DataLoader: dataset must be a dataset with length and get(index), an array, or an iterable, got null",
    ],
    [
      "a length of NaN",
      [{ length: NaN, get: Number }],
      "DataLoader: a dataset's length must be a whole number >= 0, got NaN",
    ],
    [
      "half a length",
      [{ length: 1.5, get: Number }],
      "DataLoader: a dataset's length must be a whole number >= 0, got 1.5",
    ],
    ["twice", [data, 2, { batchSize: 3 }], "DataLoader: batchSize is given twice, by position and by name"],
  ])("%s is refused", (_, given, message) => {
    expect(() => new DataLoader(...(given as [number[]]))).toThrow(message);
  });
});

test.each<[unknown[], string]>([
  [[1, 2], "got 1"],
  [[null], "got null"],
  [[[0, 0.5]], "got [0, 0.5]"],
  [[["a"]], 'got ["a"]'],
])("batches of a batchSampler that are no lists of indices are refused: %j", async (batchSampler, got) => {
  const loader = new DataLoader([10, 20, 30], { batchSampler: batchSampler as number[][] });
  const message = `DataLoader: batchSampler must give lists of whole numbers, the indices of each batch, ${got}`;
  expect(() => [...loader]).toThrow(message);
  await expect(loader[Symbol.asyncIterator]().next()).rejects.toThrow(message);
});

test("batches of a batchSampler may be typed arrays and sets", () => {
  const loader = new DataLoader([10, 20, 30], { batchSampler: [new Int32Array([0, 2]), new Set([1])] as never });
  expect([...loader].map((batch) => (batch as unknown as Tensor).tolist())).toEqual([[10, 30], [20]]);
});

describe("a dataset whose get is asynchronous", () => {
  /** Squares that take some time, with how many are under way at most. */
  function slow(length: number, fails = -1) {
    const seen = { now: 0, most: 0, asked: [] as number[] };
    const get = async (i: number): Promise<number> => {
      seen.asked.push(i);
      seen.most = Math.max(seen.most, ++seen.now);
      await new Promise((resolve) => setTimeout(resolve, 5));
      seen.now--;
      if (i === fails) throw new RangeError(`no item ${i}`);
      return i * i;
    };
    return { dataset: { length, get }, seen };
  }

  test("gives its batches to for await, items of a batch at once", async () => {
    const { dataset, seen } = slow(5);
    const batches: number[][] = [];
    for await (const batch of new DataLoader(dataset, { batchSize: 2 })) {
      expectTypeOf(batch).toEqualTypeOf<Tensor>();
      batches.push(batch.toArray() as number[]);
    }
    expect(batches).toEqual([[0, 1], [4, 9], [16]]);
    expect(seen.most).toBe(2);
    const items: unknown[] = [];
    for await (const item of new DataLoader(dataset, { batchSize: null })) items.push(item);
    expect(items).toEqual([0, 1, 4, 9, 16]);
  });

  test("is begun ahead, as far as it is told", async () => {
    const { dataset, seen } = slow(12);
    const loader = new DataLoader(dataset, { batchSize: 2, prefetchFactor: 2, pinMemory: true });
    const iterator = loader[Symbol.asyncIterator]();
    expect(((await iterator.next()).value as Tensor).toArray()).toEqual([0, 1]);
    expect(seen.asked).toEqual([0, 1, 2, 3, 4, 5]);
    expect(seen.most).toBe(6);
    await iterator.return?.();
    expect(seen.asked).toHaveLength(6);
    const all: number[] = [];
    for await (const batch of loader) all.push(...(batch.toArray() as number[]));
    expect(all).toEqual(Array.from({ length: 12 }, (_, i) => i * i));
  });

  test("gives an error in the place of the batch that it is of", async () => {
    const { dataset } = slow(6, 3);
    const got: unknown[] = [];
    const run = async (): Promise<void> => {
      for await (const batch of new DataLoader(dataset, { batchSize: 2, prefetchFactor: 3 })) got.push(batch.toArray());
    };
    await expect(run()).rejects.toThrow(new RangeError("no item 3"));
    expect(got).toEqual([[0, 1]]);
  });

  test("is refused by a loop that cannot wait", () => {
    expect(() => [...new DataLoader(slow(2).dataset)]).toThrow(
      "DataLoader: the dataset's get is asynchronous; loop over it with `for await`",
    );
    expect(() => new DataLoader([1], { prefetchFactor: -1 })).toThrow(/prefetchFactor/);
  });
});
