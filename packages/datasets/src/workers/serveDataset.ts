import { manualSeed } from "@lumbre/tensor";
import { aFunction, bind, defineSignature, named, nullable, required } from "@lumbre/tensor/engine";
import type { Dataset, IterableDataset } from "../dataset.js";
import { type Collate, fetchBatch } from "../fetch.js";
import { aDataset } from "../kinds.js";
import { type Batching, isStream, Stream } from "../stream.js";
import { type Answer, type Indices, memoryOf, type Order, pack } from "./messages.js";
import { openPort, type Port } from "./port.js";

/** What a worker knows of itself: see {@link getWorkerInfo}. */
export interface WorkerInfo {
  /** Its number, 0 to numWorkers - 1. */
  readonly id: number;
  readonly numWorkers: number;
  /** What its default generator was started from. */
  readonly seed: number;
  /** Its copy of the dataset. */
  readonly dataset: Dataset<unknown> | IterableDataset<unknown>;
}

type Start = Extract<Order, { kind: "start" }>;
type Fetch = Extract<Order, { kind: "fetch" }>;

let workerInfo: WorkerInfo | null = null;
const infoSignature = defineSignature("getWorkerInfo");

/**
 * What a worker of a DataLoader knows of itself, once an epoch has begun; null anywhere else.
 *
 * @example
 * getWorkerInfo(); // => null
 * @see https://pytorch.org/docs/stable/data.html#torch.utils.data.get_worker_info
 */
export function getWorkerInfo(): WorkerInfo | null {
  bind(infoSignature, arguments);
  return workerInfo;
}

/** Options of {@link serveDataset}. */
export interface ServeOptions {
  /** Makes a batch of a list of items, in the worker. Default: {@link defaultCollate}. */
  readonly collateFn?: ((items: never[]) => unknown) | null;
  /** Called with the worker's number when it begins, after its default generator was seeded. Default: nothing. */
  readonly workerInitFn?: ((id: number) => unknown) | null;
}

const signature = defineSignature(
  "serveDataset",
  required("dataset", aDataset),
  named<Collate>("collateFn", nullable(aFunction<(items: unknown[]) => unknown>()), null),
  named("workerInitFn", nullable(aFunction<(id: number) => unknown>()), null),
);

/**
 * Makes batches of a dataset for the DataLoader that has started this worker. It is for the module of a worker, which makes
 * its own copy of the dataset: a live one, with its functions, cannot be sent to another thread.
 *
 * ```ts
 * // flowers.worker.js
 * import { serveDataset } from "@lumbre/datasets";
 * import { Flowers } from "./flowers.js";
 * serveDataset(new Flowers());
 *
 * // the program; in Node with import { Worker } from "node:worker_threads"
 * const loader = new DataLoader(new Flowers(), 32, {
 *   shuffle: true,
 *   numWorkers: 2,
 *   worker: () => new Worker(new URL("./flowers.worker.js", import.meta.url), { type: "module" }),
 * });
 * for await (const batch of loader) step(batch);
 * ```
 *
 * @param dataset The dataset, as long as the loader's; or an {@link IterableDataset} where the loader's is one, each worker
 *   giving the items that {@link getWorkerInfo} tells it to.
 * @param options.collateFn Makes a batch of a list of items. Default: {@link defaultCollate}.
 * @param options.workerInitFn Called with the worker's number when it begins. Default: nothing.
 * @returns A promise that resolves when the loader can be answered.
 * @throws {ValueError} in what is no worker.
 * @see https://pytorch.org/docs/stable/data.html#multi-process-data-loading
 */
export async function serveDataset(
  dataset: Dataset<unknown> | readonly unknown[] | IterableDataset<unknown>,
  options?: ServeOptions,
): Promise<void> {
  const [given, collate, init] = bind(signature, arguments);
  const items = isStream(given) ? given : asDataset(given);
  const source = isStream(items) ? new StreamSource(items, collate) : new IndexedSource(items, collate);
  const port = await openPort("serveDataset");
  // One after the other, also where get is asynchronous: the order of the random numbers depends on it.
  let last: Promise<unknown> = Promise.resolve();
  let begun: Promise<unknown> = last;
  const start = (order: Start): Promise<unknown> => {
    const { id, numWorkers, seed } = order;
    if (seed !== null) {
      workerInfo = { id, numWorkers, seed, dataset: items };
      manualSeed(seed);
    }
    begun = (async () => {
      if (seed !== null) await init?.(id);
      source.begin(order);
    })();
    return begun.catch(() => {});
  };
  port.listen((message) => {
    const order = message as Order;
    if (order.kind === "start") last = last.then(() => start(order));
    else last = last.then(() => answer(port, () => begun.then(() => source.next(order.indices)), order));
  });
  port.post({ kind: "ready", length: isStream(items) ? null : items.length } satisfies Answer, []);
}

function asDataset(given: Dataset<unknown> | readonly unknown[]): Dataset<unknown> {
  return Array.isArray(given) ? { length: given.length, get: (i) => given[i] as unknown } : (given as Dataset<unknown>);
}

/** Batches for a worker to answer with. */
interface BatchSource {
  begin(batching: Batching): void;
  /** A batch; `endOfItems` where there is none any more. */
  next(indices: Indices): unknown;
}

const endOfItems = Symbol("end of items");

class IndexedSource implements BatchSource {
  constructor(
    private readonly dataset: Dataset<unknown>,
    private readonly collate: Collate,
  ) {}

  begin(): void {}

  next(indices: Indices): unknown {
    return fetchBatch(this.dataset, this.collate, indices as Exclude<Indices, null>);
  }
}

class StreamSource implements BatchSource {
  private readonly stream: Stream;
  private batches: AsyncIterator<unknown> | null = null;

  constructor(items: IterableDataset<unknown>, collate: Collate) {
    this.stream = new Stream(items, collate);
  }

  begin(batching: Batching): void {
    this.batches = this.stream.asyncBatches(batching, 0);
  }

  async next(): Promise<unknown> {
    const next = await this.batches!.next();
    return next.done === true ? endOfItems : next.value;
  }
}

async function answer(port: Port, make: () => unknown, { task }: Fetch): Promise<void> {
  try {
    const batch = await make();
    if (batch === endOfItems) {
      port.post({ kind: "end", task } satisfies Answer, []);
      return;
    }
    const packed = await pack(batch);
    port.post({ kind: "batch", task, ...packed } satisfies Answer, memoryOf(packed));
  } catch (error) {
    const { name, message } = error instanceof Error ? error : { name: "", message: String(error) };
    port.post({ kind: "failure", task, name, message } satisfies Answer, []);
  }
}
