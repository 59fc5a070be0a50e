import type { LRScheduler, OptimizerStateDict } from "@lumbre/optim";
import { manualSeed } from "@lumbre/tensor";
import type { Checkpoint, Digits, RunInfo, RunSettings, StepReport, Tuning } from "../../protocol.js";
import { seedOf } from "../data/batches.js";
import type { Dataset } from "../data/dataset.js";
import { Epoch } from "../data/epoch.js";
import type { OpenDevice } from "../devices.js";
import { Network } from "./network.js";
import { type AnyOptimizer, createOptimizer, createSchedule } from "./optimizers.js";
import { inspectStep, type StepResult, trainStep } from "./step.js";
import { store, unstore } from "./stored.js";

/** The state of a run: a network, its optimizer and schedule, and where in the data it is. */
export class Run {
  readonly network: Network;
  readonly stepsPerEpoch: number;
  step = 0;
  /** Epochs that are complete. */
  epochsDone = 0;
  private readonly optimizer: AnyOptimizer;
  private schedule: LRScheduler | null;
  private tuning: Tuning;
  /** The step at which the present schedule began. */
  private tunedAt = 0;
  /** The step whose change was applied last; none yet. */
  private changedAt = -1;
  private epoch: Epoch | null = null;

  constructor(
    public settings: RunSettings,
    private readonly dataset: Dataset,
    device: OpenDevice,
  ) {
    this.network = new Network(settings, device);
    this.stepsPerEpoch = Math.ceil(dataset.train.length / settings.batchSize);
    this.optimizer = createOptimizer(this.network.model.parameters(), settings);
    this.tuning = settings;
    this.schedule = createSchedule(this.optimizer, settings, this.totalSteps);
  }

  get totalSteps(): number {
    return this.stepsPerEpoch * this.settings.epochs;
  }

  get isFinished(): boolean {
    return this.epochsDone >= this.settings.epochs;
  }

  get isAtEpochEnd(): boolean {
    return this.epoch?.isOver ?? false;
  }

  get lr(): number {
    return this.optimizer.paramGroups[0].lr;
  }

  /** The next batch; opens an epoch where none is under way. */
  nextBatch(): Promise<Digits> {
    if (this.epoch === null) {
      const { batchSize, seed, augment } = this.settings;
      const number = this.epochsDone + 1;
      manualSeed(seedOf(seed, number, "dropout"));
      this.epoch = new Epoch(this.dataset.train, batchSize, seed, number, augment);
    }
    return this.epoch.nextBatch();
  }

  endEpoch(): void {
    this.epoch = null;
    this.epochsDone++;
  }

  train(batch: Digits, withNorms: boolean): StepResult {
    this.replayChanges();
    const result = trainStep(this.network, this.optimizer, batch, withNorms);
    this.advance();
    return result;
  }

  inspect(batch: Digits): StepReport & { readonly accuracy: number } {
    this.replayChanges();
    const { lr } = this;
    const report = inspectStep(this.network, this.optimizer, batch);
    this.advance();
    return { ...report, step: this.step, lr };
  }

  private advance(): void {
    this.step++;
    if (this.step < this.totalSteps) this.schedule?.step();
  }

  /** Changes learning rate and schedule from here on, and notes it in the settings, so that a link replays it. */
  tune(tuning: Tuning): void {
    const changes = this.settings.changes.filter(({ step }) => step < this.step);
    this.settings = { ...this.settings, changes: [...changes, { ...tuning, step: this.step }] };
    this.apply(tuning);
  }

  private replayChanges(): void {
    const change = this.settings.changes.find(({ step }) => step === this.step);
    if (change !== undefined && this.changedAt !== this.step) this.apply(change);
  }

  private apply({ lr, schedule }: Tuning): void {
    this.tuning = { lr, schedule };
    this.tunedAt = this.changedAt = this.step;
    this.schedule = createSchedule(this.optimizer, this.tuning, this.totalSteps - this.step);
  }

  save(seconds: number, accuracy: number): Checkpoint {
    return {
      settings: this.settings,
      epoch: this.epochsDone,
      step: this.step,
      seconds,
      accuracy,
      model: this.network.save(),
      optimizer: store(this.optimizer.stateDict()),
      schedule: store({ ...this.tuning, from: this.tunedAt, state: this.schedule?.stateDict() ?? null }),
    };
  }

  /** Goes on from the end of an epoch. */
  load({ epoch, step, model, optimizer, schedule, settings }: Checkpoint): void {
    const { device } = this.network;
    const { lr, schedule: name, from, state } = schedule as unknown as SavedSchedule;
    this.network.load(model);
    this.epoch = null;
    this.epochsDone = epoch;
    this.step = step;
    this.settings = { ...this.settings, changes: settings.changes };
    this.tuning = { lr, schedule: name };
    this.tunedAt = from;
    this.changedAt = -1;
    this.schedule = createSchedule(this.optimizer, this.tuning, this.totalSteps - from);
    if (state !== null) this.schedule?.loadStateDict(state);
    // Last, for it has the rates in force.
    this.optimizer.loadStateDict(unstore(optimizer, device) as OptimizerStateDict);
  }

  describe(): RunInfo {
    const { network, settings, stepsPerEpoch, step } = this;
    const parameters = network.layers.reduce((sum, layer) => sum + layer.parameters, 0);
    return { settings, device: network.deviceInfo, layers: network.layers, parameters, stepsPerEpoch, step };
  }
}

interface SavedSchedule extends Tuning {
  readonly from: number;
  readonly state: Readonly<Record<string, unknown>> | null;
}
