import { DataError } from "../errors.js";
import type { Batching } from "../stream.js";
import { type Answer, type Indices, type Order, unpack } from "./messages.js";
import { type Handle, type LoaderWorker, listenTo } from "./port.js";

/** How a team works. */
export interface TeamSettings {
  readonly numWorkers: number;
  readonly worker: (id: number) => LoaderWorker;
  /** The length of the loader's dataset, which each worker's must have; null for an iterable one. */
  readonly length: number | null;
  readonly batching: Batching;
  /** Seconds to wait for a batch; 0: for ever. */
  readonly timeout: number;
}

interface Waiting {
  resolve(batch: unknown): void;
  reject(error: Error): void;
}

/** A worker, and what it has been asked. */
class Member {
  private readonly handle: Handle;
  private readonly waiting = new Map<number, Waiting>();
  private readonly held: Order[] = [];
  private isReady = false;
  private failure: DataError | null = null;
  /** False once it has come to the end of its items in this epoch. */
  hasMore = true;

  constructor(
    readonly id: number,
    private readonly settings: TeamSettings,
  ) {
    this.handle = listenTo(
      settings.worker(id),
      (message) => this.receive(message as Answer),
      (why) => this.fail(this.isReady ? `has ended: ${why}` : `has served no dataset: ${why}; ${serveHint}`),
    );
    this.hold(false);
  }

  start(baseSeed: number | null): void {
    const { numWorkers, batching } = this.settings;
    const { batchSize, dropLast } = batching;
    this.hasMore = true;
    const seed = baseSeed === null ? null : (baseSeed + this.id) % 2 ** 32;
    this.send({ kind: "start", id: this.id, numWorkers, seed, batchSize, dropLast });
  }

  /** A batch, or {@link endOfItems}. */
  fetch(task: number, indices: Indices): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.failure !== null) reject(this.failure);
      else {
        this.waiting.set(task, { resolve, reject });
        this.send({ kind: "fetch", task, indices });
      }
    });
  }

  /** Forgets what it has been asked, so that what comes of it is let go. */
  forget(): void {
    this.waiting.clear();
  }

  hold(isHeld: boolean): void {
    this.handle.hold(isHeld);
  }

  end(): void {
    this.fail("was ended");
    this.handle.end();
  }

  /** Messages wait until the worker's module has been loaded: before, nobody would hear them. */
  private send(order: Order): void {
    if (this.isReady) this.handle.post(order);
    else this.held.push(order);
  }

  private receive(answer: Answer): void {
    if (answer?.kind === "ready") this.begin(answer.length);
    else if (answer?.kind === "batch") this.settle(answer.task, ({ resolve }) => resolve(unpack(answer)));
    else if (answer?.kind === "end") this.settle(answer.task, ({ resolve }) => resolve(endOfItems));
    else if (answer?.kind === "failure") {
      const { task, name, message } = answer;
      const said = name === "" ? message : `${name}: ${message}`;
      this.settle(task, ({ reject }) => reject(new DataError(`DataLoader: in worker ${this.id}: ${said}`)));
    }
  }

  private begin(length: number | null): void {
    if (length !== this.settings.length) {
      this.fail(`serves ${described(length)}, but that of the loader ${lengthOf(this.settings.length)}`);
      return;
    }
    this.isReady = true;
    for (const order of this.held.splice(0)) this.handle.post(order);
  }

  private settle(task: number, how: (waiting: Waiting) => void): void {
    const waiting = this.waiting.get(task);
    this.waiting.delete(task);
    try {
      if (waiting !== undefined) how(waiting);
    } catch (error) {
      waiting?.reject(error as Error);
    }
  }

  private fail(what: string): void {
    if (this.failure !== null) return;
    this.failure = new DataError(`DataLoader: worker ${this.id} ${what}`);
    for (const { reject } of this.waiting.values()) reject(this.failure);
    this.waiting.clear();
  }
}

const lengthOf = (length: number | null): string => (length === null ? "is an iterable" : `has length ${length}`);
const described = (length: number | null): string =>
  length === null ? "an iterable dataset" : `a dataset of length ${length}`;

/** The answer of a worker whose iterable dataset has no more items. */
const endOfItems = Symbol("end of items");

const serveHint = "its module has to call serveDataset(dataset)";
/** The longest time that a timer takes, in milliseconds. */
const longestTimer = 2 ** 31 - 1;

/** The tasks of an epoch of an iterable dataset: next, next, and so on. */
const endless: Iterable<null> = {
  *[Symbol.iterator]() {
    for (;;) yield null;
  },
};

/** An epoch of a team. */
interface Epoch {
  readonly team: Team;
}

/** Ends the workers of epochs that nobody goes on with, and of loaders that nobody has any more. */
const lostEpochs = new FinalizationRegistry<Epoch>((epoch) => epoch.team.abandon(epoch));
const lostOwners = new FinalizationRegistry<Team>((team) => team.release());

/** The workers of a loader. */
export class Team {
  private readonly members: Member[] = [];
  private nextTask = 0;
  isEnded = false;
  /** The epoch that has begun and not ended; null between epochs. */
  private running: Epoch | null = null;

  /**
   * @param isKept True if the workers outlive an epoch that is gone through to its end.
   * @param owner The workers that are kept end when it is collected.
   */
  constructor(
    private readonly settings: TeamSettings,
    private isKept: boolean,
    owner: object,
  ) {
    try {
      for (let id = 0; id < settings.numWorkers; id++) this.members.push(new Member(id, settings));
    } catch (error) {
      this.end();
      throw error;
    }
    if (isKept) lostOwners.register(owner, this);
  }

  /**
   * The batches of an epoch, in order. Batch i is worker `i % numWorkers`'s, so that the same seed and number of workers give
   * the same random numbers. Workers of an iterable dataset take turns until their items end.
   *
   * @param order The indices of the batches; null for an iterable dataset.
   * @param seed What the generators of the workers start from; null where they go on from the epoch before.
   * @param ahead Batches that each worker makes before they are asked for.
   */
  epoch(order: Iterable<Indices> | null, seed: number | null, ahead: number): AsyncGenerator<unknown, void> {
    const epoch = { team: this };
    this.running = epoch;
    for (const member of this.members) member.start(seed);
    const batches = this.batches((order ?? endless)[Symbol.iterator](), ahead * this.members.length);
    lostEpochs.register(batches, epoch);
    return batches;
  }

  private async *batches(order: Iterator<Indices>, ahead: number): AsyncGenerator<unknown, void, undefined> {
    const begun: { readonly member: Member; readonly batch: Promise<unknown> }[] = [];
    const turns = this.turns();
    let isWhole = false;
    const begin = (): boolean => {
      const member = turns.next().value;
      const task = member === undefined ? undefined : order.next();
      if (member === undefined || task === undefined || task.done === true) return false;
      const batch = member.fetch(this.nextTask++, task.value);
      batch.catch(() => {});
      begun.push({ member, batch });
      return true;
    };
    try {
      while (begun.length < ahead && begin());
      for (let first = begun.shift(); first !== undefined; first = begun.shift()) {
        const { member } = first;
        // What a worker was asked for before its end was known.
        if (!member.hasMore) continue;
        this.hold(true);
        const batch = await this.inTime(first.batch);
        this.hold(false);
        if (batch === endOfItems) member.hasMore = false;
        begin();
        if (batch !== endOfItems) yield batch;
      }
      isWhole = true;
    } finally {
      order.return?.();
      this.running = null;
      for (const member of this.members) member.forget();
      // After an error it is not known what state a worker is in.
      if (isWhole && this.isKept) this.hold(false);
      else this.end();
    }
  }

  /** The workers in turn, without those whose items have ended. */
  private *turns(): IterableIterator<Member, undefined> {
    while (this.members.some(({ hasMore }) => hasMore)) {
      for (const member of this.members) if (member.hasMore) yield member;
    }
  }

  /** True from the beginning of an epoch to its end. */
  get isRunning(): boolean {
    return this.running !== null;
  }

  end(): void {
    this.isEnded = true;
    for (const member of this.members) member.end();
  }

  /** Ends the workers of an epoch, unless it has come to its end before. */
  abandon(epoch: Epoch): void {
    if (this.running === epoch) this.end();
  }

  /** Keeps the workers no longer than for the epoch that runs: a loop may outlive its loader. */
  release(): void {
    this.isKept = false;
    if (this.running === null) this.end();
  }

  /** Keeps the process alive while somebody waits for a batch, and only then. */
  private hold(isHeld: boolean): void {
    for (const member of this.members) member.hold(isHeld);
  }

  private async inTime(batch: Promise<unknown>): Promise<unknown> {
    const { timeout } = this.settings;
    if (timeout === 0) return batch;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise((_, reject) => {
      const error = new DataError(`DataLoader: the workers have made no batch within ${timeout} s; ${serveHint}`);
      timer = setTimeout(() => reject(error), Math.min(timeout * 1000, longestTimer));
    });
    return Promise.race([batch, late]).finally(() => clearTimeout(timer));
  }
}
