import { fileURLToPath } from "node:url";
import { manualSeed, rand, type Tensor, tensor, ValueError } from "@lumbre/tensor";
import { loadFixture, WorkerModules } from "@lumbre/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DataError, DataLoader, type DataLoaderOptions } from "../index.js";

const source = (path: string): string => JSON.stringify(fileURLToPath(new URL(path, import.meta.url)));

/** The modules of the workers, made of the sources, as tests need no build. */
const modules = {
  counts: `
    import { workerData } from "node:worker_threads";
    import { getWorkerInfo } from ${source("../index.ts")};
    serveDataset({ *[Symbol.iterator]() {
      const { id } = getWorkerInfo();
      for (let i = 0; i < workerData[id]; i++) yield tensor([i, rand(1).item(), id], { dtype: "float64" });
    } });`,
  asynchronous: `serveDataset({ async *[Symbol.asyncIterator]() {
      for (let i = 0; i < 5; i++) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        yield i;
      }
    } }, { collateFn: (items) => items.join() });`,
  throws: `serveDataset({ *[Symbol.iterator]() { yield 1; throw new RangeError("no more"); } });`,
  once: `serveDataset((function* () { yield 1; })());`,
  indexed: `serveDataset([1, 2, 3]);`,
} as const;

const workerModules = new WorkerModules();
beforeAll(() =>
  workerModules.bundle(
    `import { rand, tensor } from ${source("../../../tensor/src/index.ts")};
    import { serveDataset } from ${source("../index.ts")};`,
    modules,
  ),
);
afterAll(() => workerModules.close());

/** A loader of an iterable dataset that is gone through in the workers alone. */
function loaderOf(
  name: keyof typeof modules,
  options: DataLoaderOptions<never, unknown>,
  workerData: unknown = null,
): DataLoader<never, unknown> {
  const worker = () => workerModules.start(name, workerData);
  const items: Iterable<never> = {
    [Symbol.iterator]: () => {
      throw new Error("the loader has begun its own dataset");
    },
  };
  return new DataLoader<never, unknown>(items, { numWorkers: 2, worker, ...options });
}

async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const value of values) list.push(value);
  return list;
}

interface IterableCase {
  readonly name: string;
  readonly lengths: number[];
  readonly numWorkers: number;
  readonly batchSize: number | null;
  readonly dropLast: boolean;
  readonly prefetchFactor: number;
  readonly persistentWorkers: boolean;
  readonly epochs: unknown[][];
  readonly after: number[];
}

const cases = loadFixture("datasets", "iterableWorkers") as unknown as IterableCase[];
test.each(cases.map((item) => [item.name, item] as const))(
  "batches and random numbers are PyTorch's: %s",
  async (_, item) => {
    const { numWorkers, batchSize, dropLast, prefetchFactor, persistentWorkers, lengths } = item;
    const own = {
      *[Symbol.iterator]() {
        for (let i = 0; i < lengths[0]; i++) yield tensor([i, rand(1).item() as number, 0], { dtype: "float64" });
      },
    };
    const options = { batchSize, dropLast, numWorkers, persistentWorkers };
    manualSeed(7);
    const loader =
      numWorkers === 0
        ? new DataLoader<Tensor, unknown>(own, options)
        : loaderOf("counts", { ...options, prefetchFactor }, lengths);
    for (const epoch of item.epochs) {
      expect((await collect(loader)).map((batch) => (batch as Tensor).tolist())).toEqual(epoch);
    }
    expect([...rand(2).readSync()]).toEqual(item.after.map(Math.fround));
  },
);

test("each worker goes through an asynchronous iterable of its own", async () => {
  const batches = await collect(loaderOf("asynchronous", { batchSize: 2 }));
  expect(batches).toEqual(["0,1", "0,1", "2,3", "2,3", "4", "4"]);
});

test("an error in a worker comes after the batches before it", async () => {
  const seen: unknown[] = [];
  const loop = async (): Promise<void> => {
    for await (const batch of loaderOf("throws", {})) seen.push((batch as Tensor).item());
  };
  await expect(loop()).rejects.toThrow("DataLoader: in worker 0: RangeError: no more");
  expect(seen).toEqual([1, 1]);
});

test("kept workers refuse to go through an iterator twice", async () => {
  const loader = loaderOf("once", { persistentWorkers: true });
  expect((await collect(loader)).length).toBe(2);
  await expect(collect(loader)).rejects.toThrow(/in worker 0: ValueError: DataLoader: this dataset is an iterator/);
});

test("a worker that serves another kind of dataset is refused", async () => {
  const wrong = collect(loaderOf("indexed", {}));
  await expect(wrong).rejects.toThrow(DataError);
  await expect(wrong).rejects.toThrow(
    "DataLoader: worker 0 serves a dataset of length 3, but that of the loader is an iterable",
  );
});

test("an order is refused, and a synchronous loop", () => {
  expect(() => loaderOf("counts", { shuffle: true })).toThrow(ValueError);
  expect(() => [...loaderOf("counts", {}, [1, 1])]).toThrow("loop over it with `for await`");
});
