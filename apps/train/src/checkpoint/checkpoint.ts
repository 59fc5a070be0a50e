import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { defaultGenerator, fromTypedArray, type Generator, LumbreError, type Tensor } from "lumbre";
import { load, save } from "lumbre/node";
import { ConfusionMatrix, RunningMetrics } from "../metrics.js";
import type { TrainOptions } from "../options.js";
import { requireWritable } from "../save.js";
import type { Best, RunState } from "../state.js";
import type { Training } from "../train.js";
import { digestOf } from "./digest.js";
import { differencesOf, type Identity, identityOf } from "./identity.js";

/** A checkpoint that cannot be written or read, or is another run's. */
export class CheckpointError extends LumbreError {
  override name = "CheckpointError";
}

const fileName = "checkpoint.pt";
const format = "lumbre training 1";

/** What a run is made of that changes while it runs. */
export interface Resumable {
  readonly training: Training;
  readonly state: RunState;
  /** The generator that the order of the training images is drawn from. */
  readonly generator: Generator;
}

/** A generator's state, whose words are a tensor of their bits. */
interface SavedGenerator {
  readonly words: Tensor;
  readonly next: number;
  readonly seed: number;
  readonly spareNormal: number | null;
}

/** What the file holds: torch.load gives it as a dict. */
interface Contents {
  readonly format: string;
  readonly options: Identity;
  /** Other numbers of threads add in another order, and so round otherwise. */
  readonly threads: number;
  /** The digest of the data set. */
  readonly images: string;
  readonly epoch: number;
  readonly batches: number;
  readonly metrics: readonly [lossSum: number, correct: number, count: number];
  readonly seconds: number;
  readonly history: RunState["history"];
  readonly best: Best | null;
  readonly confusion: number[][] | null;
  readonly steps: number;
  readonly model: Map<string, Tensor>;
  readonly optimizer: ReturnType<Training["optimizer"]["stateDict"]>;
  readonly schedule: ReturnType<NonNullable<Training["schedule"]>["stateDict"]> | null;
  /** The order's is that at the beginning of the epoch. */
  readonly generators: { readonly default: SavedGenerator; readonly order: SavedGenerator };
}

/** The checkpoint of a folder, which is replaced as a whole or not at all. */
export class CheckpointFile {
  readonly path: string;
  private writtenAt = performance.now();

  private constructor(
    private readonly folder: string,
    private readonly options: Identity,
    private readonly threads: number,
    /** The shortest time between two checkpoints, in seconds; 0: one after each step. */
    private readonly interval: number,
  ) {
    this.path = join(folder, fileName);
  }

  /**
   * Makes the folder where there is none, and asks whether it can be written to.
   * @throws {SaveError} when it cannot.
   * @throws {CheckpointError} when it has a checkpoint that nobody asked to go on from.
   */
  static open(folder: string, { checkpointEvery, resume, threads, ...rest }: TrainOptions): CheckpointFile {
    const file = new CheckpointFile(folder, identityOf(rest), threads, checkpointEvery);
    try {
      mkdirSync(folder, { recursive: true });
    } catch (error) {
      throw new CheckpointError(`--checkpoint: ${folder} cannot be made: ${(error as Error).message}`);
    }
    requireWritable(file.path, "--checkpoint");
    if (!resume && existsSync(file.path)) {
      throw new CheckpointError(
        `--checkpoint: ${file.path} is there already; give --resume to go on from it, or another folder`,
      );
    }
    file.removeLeftovers();
    return file;
  }

  /** Files that a process which was killed had begun. */
  private removeLeftovers(): void {
    for (const name of readdirSync(this.folder)) {
      const [, pid] = /^checkpoint\.pt\.(\d+)\..*part$/.exec(name) ?? [];
      if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(this.folder, name), { force: true });
    }
  }

  /**
   * The checkpoint; null where there is none yet.
   * @throws {CheckpointError} for one that is damaged, or of a run with other options.
   */
  read(): Contents | null {
    if (!existsSync(this.path)) return null;
    const contents = readContents(this.path);
    const differences = differencesOf(this.options, contents.options);
    if (differences.length > 0) {
      throw new CheckpointError(`--resume: ${this.path} is of another run: ${differences.join("; ")}`);
    }
    return contents;
  }

  /** Writes a checkpoint when the last one is old enough. */
  offer(run: Resumable, images: string, seconds: number): void {
    if (performance.now() - this.writtenAt >= 1000 * this.interval) this.write(run, images, seconds);
  }

  /**
   * Writes a checkpoint. Whatever happens, there is the one before or this one as a whole.
   * @param seconds What the epoch under way has taken.
   * @throws {CheckpointError} when it cannot be written.
   */
  write(run: Resumable, images: string, seconds: number): void {
    const { options, threads } = this;
    const contents: Contents = { format, options, threads, images, seconds, ...contentsOf(run) };
    try {
      save({ ...contents, digest: digestOf(contents) }, this.path);
    } catch (error) {
      throw new CheckpointError(`${this.path} cannot be written: ${(error as Error).message}; it is as it was`);
    }
    this.writtenAt = performance.now();
  }
}

/** True for a process that runs. The packages have such a function, too, but not among what programs import. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

function contentsOf({
  training,
  state,
}: Resumable): Omit<Contents, "format" | "options" | "threads" | "images" | "seconds"> {
  const { model, optimizer, schedule } = training;
  const { epoch, batches, metrics, history, best, confusion } = state;
  return {
    epoch,
    batches,
    metrics: metrics.sums(),
    history,
    best,
    confusion: confusion?.counts ?? null,
    steps: optimizer.stepCount,
    model: model.stateDict(),
    optimizer: optimizer.stateDict(),
    schedule: schedule?.stateDict() ?? null,
    generators: { default: saveGenerator(defaultGenerator.getState()), order: saveGenerator(state.orderState) },
  };
}

function saveGenerator({ words, ...rest }: RunState["orderState"]): SavedGenerator {
  return { ...rest, words: fromTypedArray(new Int32Array(words.buffer.slice(0)), [words.length]) };
}

function loadGenerator({ words, ...rest }: SavedGenerator): RunState["orderState"] {
  return { ...rest, words: Uint32Array.from(words.readSync()) };
}

function readContents(path: string): Contents {
  let found: (Contents & { readonly digest?: unknown }) | null;
  try {
    found = load(path);
  } catch (error) {
    throw new CheckpointError(`--resume: ${path} is damaged: ${(error as Error).message}`);
  }
  if (typeof found !== "object" || found?.format !== format) {
    throw new CheckpointError(`--resume: ${path} is no checkpoint of this program; expected one that it has written`);
  }
  const { digest, ...contents } = found;
  if (digest !== digestOf(contents)) {
    throw new CheckpointError(`--resume: ${path} is damaged: its digest is not that of its contents`);
  }
  return contents;
}

/** Puts a run to where a checkpoint was written. */
export function restore({ training, state, generator }: Resumable, contents: Contents): void {
  const { model, optimizer, schedule } = training;
  model.loadStateDict(contents.model);
  optimizer.loadStateDict(contents.optimizer);
  optimizer.stepCount = contents.steps;
  if (contents.schedule !== null) schedule?.loadStateDict(contents.schedule as never);
  const { epoch, batches, seconds, history, best } = contents;
  const confusion = contents.confusion === null ? null : new ConfusionMatrix(10, contents.confusion);
  const orderState = loadGenerator(contents.generators.order);
  const metrics = new RunningMetrics(...contents.metrics);
  Object.assign(state, { epoch, batches, seconds, history, best, confusion, orderState, metrics });
  generator.setState(orderState);
  defaultGenerator.setState(loadGenerator(contents.generators.default));
}

/**
 * Throws unless a checkpoint was written by a run on the same images.
 * @throws {CheckpointError}
 */
export function requireImages(path: string, contents: Contents, images: string): void {
  if (contents.images === images) return;
  throw new CheckpointError(
    `--resume: ${path} is of another run: its images and labels were others (their SHA-256 began with ` +
      `${contents.images.slice(0, 8)}, and now with ${images.slice(0, 8)})`,
  );
}
