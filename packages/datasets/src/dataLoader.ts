import { ArgumentError, defaultGenerator, type Generator, ValueError } from "@lumbre/tensor";
import {
  aBoolean,
  aFunction,
  aNumber,
  aNumberFrom,
  anIntegerFrom,
  bind,
  defineSignature,
  describe,
  named,
  nullable,
  optional,
  required,
} from "@lumbre/tensor/engine";
import type { Collated } from "./collate.js";
import type { Dataset, IterableDataset } from "./dataset.js";
import { type Collate, fetchBatch } from "./fetch.js";
import { aDataset, aSampler, maybeGenerator, requireLength } from "./kinds.js";
import { nextMacrotask } from "./macrotask.js";
import { BatchSampler, checkBatchSize, drawSeed, RandomSampler, type Sampler, SequentialSampler } from "./samplers.js";
import { type Batching, isStream, Stream } from "./stream.js";
import type { LoaderWorker } from "./workers/port.js";
import { Team, type TeamSettings } from "./workers/team.js";
import { teamSettings } from "./workers/teamSettings.js";

/** Options of {@link DataLoader}. */
export interface DataLoaderOptions<Item, Batch> {
  /** Items per batch, >= 1. Null: no batches, each item as it is. Default 1. */
  readonly batchSize?: number | null;
  /** True to visit the items in an order that is drawn anew each epoch. Default false. */
  readonly shuffle?: boolean | null;
  /** The order of the items, in place of shuffle. */
  readonly sampler?: Sampler | null;
  /** The indices of each batch, in place of batchSize, shuffle, sampler and dropLast. */
  readonly batchSampler?: Sampler<readonly number[]> | null;
  /** True to leave out a last batch that is smaller than the others. Default false. */
  readonly dropLast?: boolean;
  /** Makes a batch of a list of items. Default: {@link defaultCollate}. */
  readonly collateFn?: ((items: Item[]) => Batch) | null;
  /** What the order is drawn from. Default: the generator that `manualSeed` starts. */
  readonly generator?: Generator | null;
  /**
   * Batches that each worker makes before they are asked for, >= 1; without workers, batches that are begun in a `for await`
   * loop over a dataset that is asynchronous, >= 0. Default null: 2 with workers, else none.
   */
  readonly prefetchFactor?: number | null;
  /** Workers that make batches in threads of their own, >= 0; see `worker`. Default 0: the loop itself makes them. */
  readonly numWorkers?: number;
  /** Starts a worker, whose module calls {@link serveDataset}. Used with numWorkers > 0, which needs it. Default null. */
  readonly worker?: ((id: number) => LoaderWorker) | null;
  /** True to keep the workers from one epoch to the next, each with its copy of the dataset. Default false. */
  readonly persistentWorkers?: boolean;
  /** Seconds that a batch of a worker may take, >= 0; 0: any time. Default 0. */
  readonly timeout?: number;
  /** As in PyTorch without a GPU, it makes no difference: JavaScript has no page-locked memory. Default false. */
  readonly pinMemory?: boolean;
}

/** The names of what is given by name only. */
type LoaderNames =
  | "dropLast"
  | "collateFn"
  | "generator"
  | "prefetchFactor"
  | "pinMemory"
  | "numWorkers"
  | "worker"
  | "persistentWorkers"
  | "timeout";

const signature = defineSignature(
  "DataLoader",
  required("dataset", aDataset),
  optional("batchSize", nullable(aNumber), 1),
  optional("shuffle", nullable(aBoolean), false),
  optional<Sampler | null>("sampler", nullable(aSampler), null),
  optional<Sampler<readonly number[]> | null>("batchSampler", nullable(aSampler), null),
  named("collateFn", nullable(aFunction<(items: unknown[]) => unknown>()), null),
  named("dropLast", aBoolean, false),
  named("generator", maybeGenerator, null),
  named("prefetchFactor", nullable(anIntegerFrom(0)), null),
  named("pinMemory", aBoolean, false),
  named("numWorkers", anIntegerFrom(0), 0),
  named("worker", nullable(aFunction<(id: number) => LoaderWorker>()), null),
  named("persistentWorkers", aBoolean, false),
  named("timeout", aNumberFrom(0), 0),
);

/** The options of a DataLoader with their defaults. */
interface Settings {
  readonly batchSize: number | null;
  readonly shuffle: boolean;
  readonly sampler: Sampler | null;
  readonly batchSampler: Sampler<readonly number[]> | null;
  readonly dropLast: boolean;
  readonly collateFn: Collate;
  readonly generator: Generator | null;
}

/**
 * Batches of a dataset, in order or shuffled. Each iteration over it is one epoch.
 *
 * Both `for (const batch of loader)` and `for await (const batch of loader)` give the same batches; the latter lets
 * events, rendering and the return of memory have their turn between batches, and takes datasets whose `get` is
 * asynchronous, the items of a batch being fetched at once. The same seed gives PyTorch's order.
 *
 * With `numWorkers`, which takes a `for await` loop, workers make the batches, as {@link serveDataset} shows. Batch i is
 * worker `i % numWorkers`'s, and the default generator of worker k starts from a seed that is drawn for the epoch, plus k:
 * the same seed and number of workers give PyTorch's random numbers. With `persistentWorkers` it goes on from one epoch to
 * the next. Tensors arrive on the default device.
 *
 * Of an {@link IterableDataset} each worker goes through a copy of its own, and they take turns until the items of all have
 * ended; a worker drops a last batch of its own that is smaller, with `dropLast`.
 *
 * @param dataset A {@link Dataset}, an array, or an {@link IterableDataset}, which comes in its own order.
 * @param batchSize Items per batch, >= 1. Null: no batches, each item as it is. Default 1.
 * @param shuffle True to visit the items in an order that is drawn anew each epoch. Default false.
 * @param sampler The order of the items, in place of shuffle.
 * @param batchSampler The indices of each batch, in place of batchSize, shuffle, sampler and dropLast.
 * @param options.dropLast True to leave out a last batch that is smaller than the others. Default false.
 * @param options.collateFn Makes a batch of a list of items. Default: {@link defaultCollate}.
 * @param options.generator What the order is drawn from. Default: the generator that `manualSeed` starts.
 * @param options.prefetchFactor Batches that each worker makes before they are asked for, >= 1; without workers, batches
 *   that are begun in a `for await` loop over a dataset that is asynchronous, >= 0. Default null: 2, or none.
 * @param options.numWorkers Workers that make batches in threads of their own, >= 0. Default 0.
 * @param options.worker Starts a worker, whose module calls {@link serveDataset}. Default null.
 * @param options.persistentWorkers True to keep the workers from one epoch to the next. Default false.
 * @param options.timeout Seconds that a batch of a worker may take, >= 0; 0: any time. Default 0.
 * @param options.pinMemory As in PyTorch without a GPU, it makes no difference. Default false.
 * @throws {ValueError} for a batch size below 1, options that exclude each other, an order for a dataset that has its own,
 *   and in a loop over an iterator, such as a generator, whose items were used up in an epoch before.
 * @throws {ArgumentError} for numWorkers > 0 without worker.
 * @throws {DataError} in a loop, for an error in a worker, or a worker that ends.
 * @example
 * const loader = new DataLoader(new TensorDataset(arange(5), arange(5).mul(2)), { batchSize: 2 });
 * loader.length; // => 3
 * const batches = [...loader];
 * batches[2]; // => [tensor([4.]), tensor([8.])]
 * @see https://pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader
 */
export class DataLoader<Item = unknown, Batch = Collated<Awaited<Item>>>
  implements Iterable<Batch>, AsyncIterable<Batch>
{
  private readonly source: Source;
  private readonly collate: Collate;
  private readonly generator: Generator;
  private readonly batching: Batching;
  private readonly ahead: number;
  private readonly workers: TeamSettings | null;
  private readonly keepsWorkers: boolean;
  private team: Team | null = null;

  constructor(
    dataset: Dataset<Item> | readonly Item[] | IterableDataset<Item>,
    batchSize?: number | null | DataLoaderOptions<Item, Batch>,
    shuffle?: boolean | null | Omit<DataLoaderOptions<Item, Batch>, "batchSize">,
    sampler?: Sampler | null | Omit<DataLoaderOptions<Item, Batch>, "batchSize" | "shuffle">,
    batchSampler?:
      | Sampler<readonly number[]>
      | null
      | Pick<DataLoaderOptions<Item, Batch>, "batchSampler" | LoaderNames>,
    options?: Pick<DataLoaderOptions<Item, Batch>, LoaderNames>,
  ) {
    const [source, size, shuffled, order, batches, collateFn, dropLast, generator, prefetchFactor, , ...ofWorkers] =
      bind(signature, arguments);
    const [numWorkers, worker, persistentWorkers, timeout] = ofWorkers;
    const settings: Settings = {
      batchSize: size,
      shuffle: shuffled ?? false,
      sampler: order,
      batchSampler: batches,
      dropLast,
      collateFn,
      generator,
    };
    checkSettings(settings);
    this.collate = collateFn;
    this.generator = generator ?? defaultGenerator;
    this.source = isStream(source) ? streamOf(source, settings) : orderedOf(source, settings);
    this.batching = { batchSize: size, dropLast };
    this.ahead = prefetchFactor ?? (numWorkers > 0 ? 2 : 0);
    this.keepsWorkers = persistentWorkers;
    const ofTeam = { numWorkers, worker, persistentWorkers, prefetchFactor, timeout, collateFn };
    this.workers = teamSettings(ofTeam, this.source.dataset?.length ?? null, this.batching);
  }

  /** The dataset that the batches are from. @throws {ValueError} for an iterable dataset. */
  get dataset(): Dataset<Item> {
    if (this.source.dataset === null) throw new ValueError("DataLoader: an iterable dataset is no Dataset");
    return this.source.dataset as Dataset<Item>;
  }

  /** The number of batches in an epoch. @throws {ValueError} for an iterable dataset without a length. */
  get length(): number {
    const { order, stream } = this.source;
    const length = stream === null ? order.length : stream.length(this.batching);
    if (length === null) throw new ValueError("DataLoader: an iterable dataset has no length");
    return length;
  }

  [Symbol.iterator](): IterableIterator<Batch> {
    const { stream } = this.source;
    if (stream?.isOnlyAsync) {
      throw new ValueError("DataLoader: this dataset is only asynchronous; loop over it with `for await`");
    }
    if (this.workers !== null) {
      throw new ValueError("DataLoader: numWorkers > 0 makes batches in other threads; loop over it with `for await`");
    }
    this.drawBaseSeed();
    return (stream === null ? this.fetchAll() : stream.batches(this.batching)) as never;
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<Batch> {
    const { stream } = this.source;
    if (this.workers !== null) return this.fetchByWorkers(this.workers) as AsyncIterableIterator<Batch>;
    this.drawBaseSeed();
    return (
      stream === null ? this.fetchAhead() : stream.asyncBatches(this.batching, this.ahead)
    ) as AsyncIterableIterator<Batch>;
  }

  /** PyTorch draws a seed for its workers whether it has some or not; without it the orders would not be PyTorch's. */
  private drawBaseSeed(): number {
    return drawSeed(this.generator);
  }

  private fetchByWorkers(settings: TeamSettings): AsyncIterableIterator<unknown> {
    const { order } = this.source;
    // As in PyTorch, workers that were kept go on with their generators, and no seed is drawn for them.
    if (this.team !== null && !this.team.isEnded && !this.team.isRunning)
      return this.team.epoch(order, null, this.ahead);
    const seed = this.drawBaseSeed();
    const team = new Team(settings, this.keepsWorkers, this);
    if (this.keepsWorkers) this.team = team;
    return team.epoch(order, seed, this.ahead);
  }

  private *fetchAll(): IterableIterator<unknown> {
    for (const indices of this.source.order!) {
      const batch = this.fetch(indices);
      if (!(batch instanceof Promise)) yield batch;
      else {
        batch.catch(() => {});
        throw new ValueError("DataLoader: the dataset's get is asynchronous; loop over it with `for await`");
      }
    }
  }

  /** All batches, of which asynchronous ones are begun ahead. */
  private async *fetchAhead(): AsyncIterableIterator<unknown> {
    const begun: unknown[] = [];
    const order = this.source.order![Symbol.iterator]();
    try {
      for (let isLast = false; ; ) {
        while (!isLast && begun.length <= this.ahead) {
          const { done, value } = order.next();
          isLast = done === true;
          if (!isLast) begun.push(this.begin(value));
          if (!(begun.at(-1) instanceof Promise)) break;
        }
        if (begun.length === 0) return;
        yield await begun.shift();
        await nextMacrotask();
      }
    } finally {
      order.return?.();
    }
  }

  /** A batch, or what it will be; its error comes when it is awaited, after the batches before it. */
  private begin(indices: number | readonly number[]): unknown {
    try {
      const batch = this.fetch(indices);
      if (batch instanceof Promise) batch.catch(() => {});
      return batch;
    } catch (error) {
      const failed = Promise.reject(error);
      failed.catch(() => {});
      return failed;
    }
  }

  private fetch(indices: number | readonly number[]): unknown {
    return fetchBatch(this.source.dataset as Dataset<unknown>, this.collate, indices);
  }
}

/** A dataset with its order, or a stream of items that has its own. */
type Source =
  | { readonly dataset: Dataset<unknown>; readonly order: Order; readonly stream: null }
  | { readonly dataset: null; readonly order: null; readonly stream: Stream };

type Order = Sampler<readonly number[]> | Sampler;

function streamOf(items: IterableDataset<unknown>, options: Settings): Source {
  if (options.shuffle || options.sampler !== null || options.batchSampler !== null) {
    throw new ValueError(
      "DataLoader: an iterable dataset comes in its own order; expected no shuffle, sampler or batchSampler option",
    );
  }
  return { dataset: null, order: null, stream: new Stream(items, options.collateFn) };
}

function orderedOf(given: Dataset<unknown> | readonly unknown[], options: Settings): Source {
  const dataset = Array.isArray(given) ? arrayDataset(given) : (given as Dataset<unknown>);
  requireLength("DataLoader", dataset);
  return { dataset, order: orderOf(dataset, options), stream: null };
}

function arrayDataset(items: readonly unknown[]): Dataset<unknown> {
  return { length: items.length, get: (index) => items[index] };
}

function orderOf(dataset: Dataset<unknown>, options: Settings): Order {
  const { batchSize, shuffle, dropLast, generator } = options;
  if (options.batchSampler !== null) return new CheckedBatches(options.batchSampler);
  const random = (): Sampler => new RandomSampler(dataset, { generator });
  const sampler = options.sampler ?? (shuffle ? random() : new SequentialSampler(dataset));
  return batchSize === null ? sampler : new BatchSampler(sampler, batchSize, dropLast);
}

/** What a sampler of batches gives, each batch as a list of indices. */
class CheckedBatches implements Sampler<readonly number[]> {
  constructor(private readonly batches: Sampler<readonly number[]>) {}

  get length(): number {
    return this.batches.length;
  }

  *[Symbol.iterator](): IterableIterator<readonly number[]> {
    for (const batch of this.batches as Iterable<unknown>) {
      const indices =
        typeof batch === "object" && batch !== null && Symbol.iterator in batch ? [...(batch as [])] : null;
      if (indices === null || !indices.every((index) => Number.isInteger(index)))
        throw new ArgumentError(
          `DataLoader: batchSampler must give lists of whole numbers, the indices of each batch, got ${describe(batch)}`,
        );
      yield indices;
    }
  }
}

function checkSettings(settings: Settings): void {
  const { batchSize, shuffle, sampler, batchSampler, dropLast, collateFn } = settings;
  if (sampler !== null && shuffle) {
    throw new ValueError("DataLoader: sampler option is mutually exclusive with shuffle");
  }
  if (batchSampler !== null && (batchSize !== 1 || shuffle || sampler !== null || dropLast)) {
    throw new ValueError(
      "DataLoader: batchSampler option is mutually exclusive with batchSize, shuffle, sampler, and dropLast",
    );
  }
  if (batchSize !== null) checkBatchSize("DataLoader", batchSize);
  else if (dropLast || collateFn !== null) {
    throw new ValueError("DataLoader: batchSize=null makes no batches, so dropLast and collateFn have no meaning");
  }
}
