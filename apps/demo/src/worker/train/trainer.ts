import type {
  Advance,
  Checkpoint,
  Evaluation,
  Events,
  RunInfo,
  StepReport,
  StopReason,
  Tuning,
} from "../../protocol.js";
import type { Dataset } from "../data/dataset.js";
import { Clock } from "./clock.js";
import { type Reading, readImages } from "./evaluator.js";
import type { Run } from "./run.js";
import type { StepResult } from "./step.js";
import { yieldToMessages } from "./yield.js";

/** Sends an event to the page. */
export type Teller = <Name extends keyof Events>(event: Name, value: Events[Name]) => void;

/**
 * Milliseconds between two Advance events. The page shows all that is new with each, and to draw it takes one of the cores
 * that train: without a graphics card up to 30 ms.
 */
const advanceInterval = 250;
/** Test images that are read during an epoch: the first part, which stands for all. */
const sampleSize = 1000;
/** Seconds of training between two evaluations of the sample, at least. */
const sampleInterval = 0.25;
/** Epochs without a better accuracy after which a run may stop by itself. */
const patience = 2;
/** A smoothed loss that no run comes back from: guessing gives ln 10, 2.3. */
const divergedLoss = 10;

/** Trains a run, and tells the page of it. */
export class Trainer {
  /** What the network made of the test images at the end of the last epoch. */
  reading: Reading | null = null;
  private readonly clock: Clock;
  private readonly checkpoints = new Map<number, Checkpoint>();
  private loop: Promise<void> | null = null;
  private isWanted = false;
  private pending: StepResult[] = [];
  private toldAt = 0;
  private toldSeconds = 0;
  private sampledAt = 0;
  private samplingCost = 0;
  private smoothedLoss: number | null = null;

  constructor(
    readonly run: Run,
    private readonly dataset: Dataset,
    private readonly tell: Teller,
    from?: Checkpoint,
  ) {
    if (from !== undefined) run.load(from);
    this.clock = new Clock(from?.seconds ?? 0);
    this.checkpoints.set(run.epochsDone, from ?? run.save(0, 0));
    this.sampledAt = this.toldSeconds = this.clock.seconds;
  }

  get isTraining(): boolean {
    return this.loop !== null;
  }

  /** Trains until the run is finished, or {@link pause}. */
  start(): void {
    this.isWanted = true;
    this.loop ??= this.train()
      .catch(({ name, message }: Error) => this.tell("failed", { name, message }))
      .finally(() => {
        this.loop = null;
      });
  }

  /** Ends the loop after the step under way. */
  async pause(): Promise<void> {
    this.isWanted = false;
    await this.loop;
  }

  private async train(): Promise<void> {
    if (this.run.step === 0) await this.evaluateSample();
    let reason: StopReason = "paused";
    this.clock.start();
    while (this.isWanted && reason === "paused") {
      if (this.run.isFinished) reason = "finished";
      else if (this.run.isAtEpochEnd) reason = (await this.endEpoch()) ?? reason;
      else if (!(await this.trainBatch())) reason = "diverged";
      await yieldToMessages();
    }
    this.clock.stop();
    this.isWanted = false;
    this.stopped(reason);
  }

  /** False when the loss is beyond hope. */
  private async trainBatch(): Promise<boolean> {
    this.clock.stop();
    const batch = await this.run.nextBatch();
    this.clock.start();
    if (batch.labels.length === 0) return true;
    const isDue = performance.now() - this.toldAt >= advanceInterval;
    const result = this.run.train(batch, isDue);
    this.pending.push(result);
    const hasDiverged = this.hasDiverged(result.loss);
    if (isDue) {
      // Before the page is told of the steps, so that it draws both at once.
      if (!hasDiverged && this.isSampleDue) await this.evaluateSample();
      this.tellAdvance();
    }
    return !hasDiverged;
  }

  /** An evaluation may take a tenth of the time, not more. */
  private get isSampleDue(): boolean {
    return this.clock.seconds - this.sampledAt > Math.max(sampleInterval, 10 * this.samplingCost);
  }

  private hasDiverged(loss: number): boolean {
    this.smoothedLoss = this.smoothedLoss === null ? loss : 0.9 * this.smoothedLoss + 0.1 * loss;
    return !(this.smoothedLoss < divergedLoss);
  }

  /** One batch, looked at. Null when there is none to be had. */
  async step(): Promise<StepReport> {
    await this.pause();
    if (this.run.isAtEpochEnd) await this.endEpoch();
    const batch = await this.run.nextBatch();
    this.clock.start();
    const { accuracy, ...report } = this.run.inspect(batch);
    this.clock.stop();
    this.pending.push({ loss: report.lossBefore, accuracy, layers: report.layers });
    this.tellAdvance();
    await this.evaluateSample();
    return report;
  }

  tune(tuning: Tuning): void {
    this.run.tune(tuning);
  }

  private tellAdvance(): void {
    const { pending } = this;
    if (pending.length === 0) return;
    this.pending = [];
    this.toldAt = performance.now();
    const { seconds } = this.clock;
    const images = pending.length * this.run.settings.batchSize;
    this.tell("advance", {
      step: this.run.step,
      losses: Float32Array.from(pending, ({ loss }) => loss),
      accuracies: Float32Array.from(pending, ({ accuracy }) => accuracy),
      lr: this.run.lr,
      seconds,
      imagesPerSecond: images / Math.max(seconds - this.toldSeconds, 1e-3),
      layers: pending.at(-1)!.layers,
    } satisfies Advance);
    this.toldSeconds = seconds;
  }

  private async evaluateSample(): Promise<void> {
    this.clock.stop();
    const startedAt = performance.now();
    const count = Math.min(sampleSize, this.dataset.test.length);
    const reading = await this.read(count);
    this.samplingCost = (performance.now() - startedAt) / 1000;
    this.sampledAt = this.clock.seconds;
    if (reading !== null) this.tellEvaluation(reading, false);
    if (this.isWanted) this.clock.start();
  }

  /** Test images from the first on; null when training is to stop meanwhile. */
  private read(count: number): Promise<Reading | null> {
    const indices = Array.from({ length: count }, (_, i) => i);
    return readImages(this.run.network, this.dataset.test, indices, () => !this.isWanted && this.loop !== null);
  }

  /** Reads all test images and makes a checkpoint. Gives the reason when the run should stop; null to go on. */
  private async endEpoch(): Promise<StopReason | null> {
    this.clock.stop();
    this.tellAdvance();
    const reading = await this.read(this.dataset.test.length);
    if (reading === null) return null;
    this.reading = reading;
    this.run.endEpoch();
    this.tellEvaluation(reading, true);
    const checkpoint = this.run.save(this.clock.seconds, reading.accuracy);
    this.checkpoints.set(checkpoint.epoch, checkpoint);
    this.tell("checkpoint", checkpoint);
    if (this.isWanted) this.clock.start();
    return this.run.settings.earlyStop && this.isStalled() ? "stalled" : null;
  }

  private isStalled(): boolean {
    const tested = [...this.checkpoints.values()].filter(({ epoch }) => epoch > 0);
    const best = tested.findIndex(({ accuracy }) => accuracy === Math.max(...tested.map((other) => other.accuracy)));
    return tested.length - 1 - best >= patience;
  }

  private tellEvaluation({ indices, loss, accuracy, confusion }: Reading, isFull: boolean): void {
    const { step } = this.run;
    const { seconds } = this.clock;
    this.tell("evaluated", {
      step,
      seconds,
      images: indices.length,
      loss,
      accuracy,
      isFull,
      confusion: isFull ? confusion : [],
    } satisfies Evaluation);
  }

  private stopped(reason: StopReason): void {
    const loss = this.pending.at(-1)?.loss ?? this.smoothedLoss ?? Number.NaN;
    this.tellAdvance();
    const epochs = [...this.checkpoints.keys()];
    this.tell("stopped", { reason, step: this.run.step, seconds: this.clock.seconds, loss, epochs });
  }

  /** Goes back to the end of an epoch, and forgets those after it. */
  async goBack(epoch: number): Promise<RunInfo> {
    await this.pause();
    const checkpoint = this.checkpoints.get(epoch);
    if (checkpoint === undefined) throw new RangeError(`there is no checkpoint of epoch ${epoch}`);
    for (const other of [...this.checkpoints.keys()]) if (other > epoch) this.checkpoints.delete(other);
    const { settings } = this.run;
    this.run.load({ ...checkpoint, settings: { ...settings, changes: checkpoint.settings.changes } });
    this.clock.stop();
    this.clock.reset(checkpoint.seconds);
    this.sampledAt = this.toldSeconds = checkpoint.seconds;
    this.smoothedLoss = null;
    this.pending = [];
    this.reading = null;
    return this.run.describe();
  }
}
