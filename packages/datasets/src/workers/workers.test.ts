import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Worker } from "node:worker_threads";
import { ArgumentError, Generator, manualSeed, rand, type Tensor, tensor, ValueError } from "@lumbre/tensor";
import { loadFixture, WorkerModules } from "@lumbre/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DataError, DataLoader, type DataLoaderOptions, getWorkerInfo, serveDataset } from "../index.js";

const source = (path: string): string => JSON.stringify(fileURLToPath(new URL(path, import.meta.url)));
const imports = `
  import { initialSeed, rand, tensor, zeros, cpu } from ${source("../../../tensor/src/index.ts")};
  import { getWorkerInfo, serveDataset } from ${source("../index.ts")};
`;

/** The modules of the workers, made of the sources, as tests need no build. */
const modules = {
  draws: `serveDataset({ length: 11, get: (i) => {
    const drawn = rand(1).item();
    return tensor([i, drawn, initialSeed(), getWorkerInfo().id], { dtype: "float64" });
  } });`,
  kinds: `serveDataset({ length: 4, get: (i) => ({
    image: zeros(2, 3).add(i), label: i, name: "item " + i, isEven: i % 2 === 0, bytes: Uint8Array.of(i, 255), pair: [i, 0.5],
  }) });`,
  collated: `serveDataset([3, 1, 2], {
    collateFn: (items) => ({ sum: items.reduce((a, b) => a + b), who: globalThis.who }),
    workerInitFn: (id) => { globalThis.who = id; },
  });`,
  inits: `let begun = 0; serveDataset({ length: 2, get: () => begun }, { workerInitFn: () => { begun++; } });`,
  slow: `serveDataset({ length: 6, get: async (i) => {
    await new Promise((resolve) => setTimeout(resolve, i === 0 ? 60 : 1));
    return i;
  } });`,
  counts: `let calls = 0; serveDataset({ length: 4, get: () => ++calls });`,
  throws: `serveDataset({ length: 4, get: (i) => { if (i === 2) throw new RangeError("no item " + i); return i; } });`,
  exits: `serveDataset({ length: 4, get: () => process.exit(3) });`,
  functions: `serveDataset({ length: 4, get: (i) => i }, { collateFn: () => () => {} });`,
  initFails: `serveDataset({ length: 4, get: (i) => i }, { workerInitFn: () => { throw new Error("not begun"); } });`,
  silent: `console.assert(getWorkerInfo() === null);`,
  hangs: `serveDataset({ length: 4, get: () => new Promise(() => {}) });`,
} as const;

const workerModules = new WorkerModules();
beforeAll(() => workerModules.bundle(imports, modules));
afterAll(() => workerModules.close());

function starter(name: keyof typeof modules | "missing"): () => Worker {
  return () => workerModules.start(name);
}

/** A loader of indices, as long as the workers' datasets, whose own items nobody asks for. */
function loaderOf(
  name: keyof typeof modules | "missing",
  length: number,
  options: DataLoaderOptions<never, unknown>,
): DataLoader<never, unknown> {
  const get = (): never => {
    throw new Error("the loader has asked its own dataset");
  };
  return new DataLoader<never, unknown>({ length, get }, { numWorkers: 2, worker: starter(name), ...options });
}

async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const value of values) list.push(value);
  return list;
}

const ended = (worker: Worker): Promise<void> =>
  worker.threadId === -1 ? Promise.resolve() : new Promise((resolve) => worker.once("exit", () => resolve()));

interface WorkersCase {
  readonly name: string;
  readonly numWorkers: number;
  readonly batchSize: number;
  readonly shuffle: boolean;
  readonly ownGenerator: boolean;
  readonly prefetchFactor: number;
  readonly persistentWorkers: boolean;
  readonly epochs: number[][][][];
  readonly after: number[];
}

describe("batches, orders and random numbers are PyTorch's", () => {
  const cases = loadFixture("datasets", "workers") as unknown as WorkersCase[];
  test.each(cases.map((item) => [item.name, item] as const))("%s", async (_, item) => {
    const { numWorkers, batchSize, shuffle, prefetchFactor, persistentWorkers } = item;
    manualSeed(7);
    const generator = item.ownGenerator ? new Generator().manualSeed(11) : null;
    const options = { batchSize, shuffle, numWorkers, prefetchFactor, generator, persistentWorkers };
    const loader = loaderOf("draws", 11, options);
    for (const epoch of item.epochs) {
      const batches = (await collect(loader)).map((batch) => (batch as Tensor).tolist());
      expect(batches).toEqual(epoch);
    }
    expect([...rand(2).readSync()]).toEqual(item.after.map(Math.fround));
  });
});

test("what a batch is made of arrives as it was", async () => {
  const [first, second] = await collect(loaderOf("kinds", 4, { batchSize: 2 }));
  expect(first).toEqual({
    image: expect.anything(),
    label: expect.anything(),
    name: ["item 0", "item 1"],
    isEven: expect.anything(),
    bytes: expect.anything(),
    pair: [expect.anything(), expect.anything()],
  });
  const { image, label, isEven, bytes, pair } = second as Record<string, Tensor> & { pair: Tensor[] };
  expect([image.dtype, image.shape, image.sum().item()]).toEqual(["float32", [2, 2, 3], 30]);
  expect(label.equal(tensor([2, 3], { dtype: "int32" }))).toBe(true);
  expect([isEven.dtype, isEven.tolist()]).toEqual(["bool", [true, false]]);
  expect([bytes.dtype, bytes.tolist()]).toEqual([
    "uint8",
    [
      [2, 255],
      [3, 255],
    ],
  ]);
  expect(pair.map((x) => x.tolist())).toEqual([
    [2, 3],
    [0.5, 0.5],
  ]);
  image.add_(1);
  expect(image.sum().item()).toBe(42);
});

test("without batches items come as they are, and a batchSampler says which", async () => {
  const items = await collect(loaderOf("kinds", 4, { batchSize: null }));
  expect(items.map((item) => (item as { label: number }).label)).toEqual([0, 1, 2, 3]);
  expect((items[3] as { image: Tensor }).image.tolist()).toEqual([
    [3, 3, 3],
    [3, 3, 3],
  ]);
  const batches = await collect(loaderOf("kinds", 4, { batchSampler: [[3, 0], [2]] }));
  expect(batches.map((batch) => (batch as { name: string[] }).name)).toEqual([["item 3", "item 0"], ["item 2"]]);
});

test("collateFn and workerInitFn run in the workers", async () => {
  const batches = await collect(loaderOf("collated", 3, { batchSize: 2 }));
  expect(batches).toEqual([
    { sum: 4, who: 0 },
    { sum: 2, who: 1 },
  ]);
});

test("workerInitFn is called once for a worker that is kept", async () => {
  const loader = loaderOf("inits", 2, { persistentWorkers: true });
  for (let epoch = 0; epoch < 2; epoch++) {
    expect((await collect(loader)).map((batch) => (batch as Tensor).tolist())).toEqual([[1], [1]]);
  }
});

test("the order is kept where a batch takes longer than those after it", async () => {
  const batches = await collect(loaderOf("slow", 6, { numWorkers: 3 }));
  expect(batches.map((batch) => (batch as Tensor).item())).toEqual([0, 1, 2, 3, 4, 5]);
});

describe("workers end", () => {
  test("with the epoch, and are others in the next one", async () => {
    const before = workerModules.started.length;
    const loader = loaderOf("counts", 4, {});
    for (let epoch = 0; epoch < 2; epoch++) {
      expect((await collect(loader)).map((batch) => (batch as Tensor).item())).toEqual([1, 1, 2, 2]);
    }
    const workers = workerModules.started.slice(before);
    expect(workers.length).toBe(4);
    await Promise.all(workers.map(ended));
  });

  test("not with the epoch where they are kept, unless it is left early", async () => {
    const before = workerModules.started.length;
    const loader = loaderOf("counts", 4, { persistentWorkers: true });
    await collect(loader);
    expect((await collect(loader)).map((batch) => (batch as Tensor).item())).toEqual([3, 3, 4, 4]);
    expect(workerModules.started.length - before).toBe(2);
    for await (const _ of loader) break;
    await Promise.all(workerModules.started.slice(before).map(ended));
    expect((await collect(loader)).map((batch) => (batch as Tensor).item())).toEqual([1, 1, 2, 2]);
  });

  test("when the loop is left", async () => {
    const before = workerModules.started.length;
    for await (const batch of loaderOf("slow", 6, {})) {
      expect((batch as Tensor).item()).toBe(0);
      break;
    }
    await Promise.all(workerModules.started.slice(before).map(ended));
  });

  test("when a loop that was begun, or a loader whose workers are kept, is let go", async () => {
    setFlagsFromString("--expose-gc");
    const collectGarbage = runInNewContext("gc") as () => void;
    const before = workerModules.started.length;
    await loaderOf("slow", 6, {})[Symbol.asyncIterator]().next();
    await collect(loaderOf("counts", 4, { persistentWorkers: true }));
    const workers = workerModules.started.slice(before);
    const all = Promise.all(workers.map(ended));
    let hasEnded = false;
    void all.then(() => (hasEnded = true));
    for (let i = 0; i < 200 && !hasEnded; i++) {
      collectGarbage();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect([workers.length, hasEnded]).toEqual([4, true]);
  });

  test("not when a loop that is over, or the loader of one that runs, is let go", async () => {
    setFlagsFromString("--expose-gc");
    const collectGarbage = runInNewContext("gc") as () => void;
    const collectThoroughly = async (): Promise<void> => {
      for (let i = 0; i < 2; i++) {
        collectGarbage();
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    const create = (): DataLoader<never, unknown> => loaderOf("draws", 11, { persistentWorkers: true });
    const indexOf = (batch: unknown): number => (batch as Tensor).select(0, 0).select(0, 0).item() as number;
    const loader = create();
    await collect(loader);
    const seen: number[] = [];
    for (const next of [() => loader, create]) {
      for await (const batch of next()) {
        await collectThoroughly();
        seen.push(indexOf(batch));
      }
    }
    const epoch = Array.from({ length: 11 }, (_, i) => i);
    expect(seen).toEqual([...epoch, ...epoch]);
  });

  test("two loops over one loader have workers of their own", async () => {
    const loader = loaderOf("counts", 4, { persistentWorkers: true });
    const both = await Promise.all([collect(loader), collect(loader)]);
    for (const batches of both) expect(batches.map((batch) => (batch as Tensor).item())).toEqual([1, 1, 2, 2]);
  });
});

describe("errors", () => {
  const failure = (name: Parameters<typeof loaderOf>[0], length = 4, options = {}): Promise<unknown> =>
    collect(loaderOf(name, length, options)).then(
      () => "none",
      (error) => error,
    );

  test.each<[string, Parameters<typeof loaderOf>[0], string | RegExp]>([
    ["of an item", "throws", "DataLoader: in worker 0: RangeError: no item 2"],
    ["of workerInitFn", "initFails", "DataLoader: in worker 0: Error: not begun"],
    ["of a batch that cannot be sent", "functions", /^DataLoader: in worker 0: DataCloneError: .* could not be cloned/],
    ["of a worker that ends", "exits", "DataLoader: worker 0 has ended: it exited with code 3"],
    [
      "of a worker that serves nothing",
      "silent",
      "DataLoader: worker 0 has served no dataset: it exited with code 0; its module has to call serveDataset(dataset)",
    ],
    [
      "of a module that is missing",
      "missing",
      /^DataLoader: worker 0 has served no dataset: Error: Cannot find module/,
    ],
  ])("%s", async (_, name, message) => {
    const error = (await failure(name)) as Error;
    expect(error).toBeInstanceOf(DataError);
    if (typeof message === "string") expect(error.message).toBe(message);
    else expect(error.message).toMatch(message);
  });

  test("come after the batches before them", async () => {
    const seen: unknown[] = [];
    const loop = async (): Promise<void> => {
      for await (const batch of loaderOf("throws", 4, {})) seen.push((batch as Tensor).item());
    };
    await expect(loop()).rejects.toThrow(DataError);
    expect(seen).toEqual([0, 1]);
  });

  test("of a dataset of another length", async () => {
    expect(String(await failure("counts", 5))).toBe(
      "DataError: DataLoader: worker 0 serves a dataset of length 4, but that of the loader has length 5",
    );
  });

  test("of a batch that takes too long", async () => {
    const error = await failure("hangs", 4, { timeout: 0.05 });
    expect(error).toBeInstanceOf(DataError);
    expect(String(error)).toContain("the workers have made no batch within 0.05 s");
    // Longer than any timer takes.
    for await (const batch of loaderOf("counts", 4, { timeout: 1e9 })) expect((batch as Tensor).shape).toEqual([1]);
  });

  test.each<[string, () => unknown, new (message: string) => Error, string]>([
    [
      "an ordinary dataset",
      () => new DataLoader([1, 2], { numWorkers: 2 }),
      ArgumentError,
      "DataLoader: with numWorkers 2 each worker makes its own copy of the dataset, as a live one cannot be sent to another " +
        'thread; write worker: () => new Worker(new URL("./data.worker.js", import.meta.url), { type: "module" }), whose ' +
        "module calls serveDataset(dataset)",
    ],
    [
      "collateFn",
      () => loaderOf("counts", 4, { collateFn: (items) => items }),
      ValueError,
      "DataLoader: with numWorkers > 0 batches are made in the workers; give collateFn to serveDataset(dataset, { collateFn })",
    ],
    [
      "a synchronous loop",
      () => [...loaderOf("counts", 4, {})],
      ValueError,
      "DataLoader: numWorkers > 0 makes batches in other threads; loop over it with `for await`",
    ],
    [
      "nothing ahead",
      () => loaderOf("counts", 4, { prefetchFactor: 0 }),
      ValueError,
      "DataLoader: prefetchFactor must be > 0 with numWorkers > 0, got 0",
    ],
    [
      "kept workers without any",
      () => new DataLoader([1], { persistentWorkers: true }),
      ValueError,
      "DataLoader: persistentWorkers option needs numWorkers > 0",
    ],
    [
      "a worker that is none",
      () => loaderOf("counts", 4, { worker: () => ({}) as never })[Symbol.asyncIterator](),
      ArgumentError,
      "DataLoader: worker must return a new Worker(...), got {}",
    ],
  ])("of %s", (_, call, Class, message) => {
    expect(call).toThrow(Class);
    expect(call).toThrow(message);
  });

  test("of a dataset that is served where there is no loader", async () => {
    expect(getWorkerInfo()).toBe(null);
    await expect(serveDataset([1])).rejects.toThrow(ValueError);
  });
});
