import { ValueError } from "@lumbre/tensor";
import { anInteger, bind, defineKind, defineSignature, type Kind, required } from "@lumbre/tensor/engine";
import type { Optimizer } from "../optimizer.js";
import {
  bindNothing,
  bindStateDict,
  finiteNumbers,
  type LRSchedulerOptions,
  lastEpochParameter,
  milestonesKind,
  optimizerParameter,
  printRates,
  type SchedulerStateDict,
  stateDicts,
  type VerboseOption,
  verboseParameter,
} from "./arguments.js";
import { LRScheduler } from "./lrScheduler.js";

const schedulersKind: Kind<readonly LRScheduler[]> = defineKind(
  "a list of schedulers",
  (value) => Array.isArray(value) && value.every((element) => element instanceof LRScheduler),
);
const sequentialSignature = defineSignature(
  "SequentialLR",
  optimizerParameter,
  required("schedulers", schedulersKind),
  required("milestones", milestonesKind),
  lastEpochParameter,
  verboseParameter,
);
const chainedSignature = defineSignature("ChainedScheduler", required("schedulers", schedulersKind));
const sequentialFields = {
  last_epoch: anInteger,
  _milestones: milestonesKind,
  _last_lr: finiteNumbers,
  _schedulers: stateDicts,
};
const chainedFields = { _last_lr: finiteNumbers, _schedulers: stateDicts };

/** What stands by name behind the schedulers of {@link SequentialLR}. */
type SequentialLROptions = LRSchedulerOptions & { readonly milestones: readonly number[] };

/**
 * Several schedulers, one after the other.
 *
 * @param optimizer The schedulers' optimizer.
 * @param schedulers All of this optimizer.
 * @param milestones The epochs at which the next one takes over, in rising order: one fewer than schedulers.
 * @param lastEpoch The epoch to go on from, for an optimizer that was loaded; -1: start anew. Default -1.
 * @param verbose True to print each learning rate that is set. Default false.
 * @throws {ValueError} for schedulers of another optimizer, and another number of milestones.
 * @throws {ArgumentError} for what are no schedulers, an unknown option, and one of the wrong kind.
 * @example
 * const optimizer = new SGD([tensor(1, { requiresGrad: true })], { lr: 1 });
 * const warmUp = new LinearLR(optimizer, { startFactor: 0.5, totalIters: 2 });
 * const scheduler = new SequentialLR(optimizer, [warmUp, new ExponentialLR(optimizer, 0.5)], [2]);
 * const rates = [0, 1, 2, 3].map(() => {
 *   const { lr } = optimizer.paramGroups[0];
 *   optimizer.step();
 *   scheduler.step();
 *   return lr;
 * });
 * rates; // => [0.5, 0.75, 1, 0.5]
 * @see https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.SequentialLR.html
 */
export class SequentialLR {
  /** How often {@link step} was called. */
  lastEpoch: number;
  readonly optimizer: Optimizer;
  readonly schedulers: readonly LRScheduler[];
  private milestones: readonly number[];
  private lastLr: number[];
  private readonly verbose: boolean;

  constructor(
    optimizer: Optimizer,
    schedulers: readonly LRScheduler[] | (SequentialLROptions & { readonly schedulers: readonly LRScheduler[] }),
    milestones?: readonly number[] | SequentialLROptions,
    lastEpoch?: number | LRSchedulerOptions,
    verbose?: boolean | VerboseOption,
  ) {
    [optimizer, schedulers, milestones, lastEpoch, verbose] = bind(sequentialSignature, arguments);
    requireSameOptimizer("SequentialLR", optimizer, schedulers);
    if (milestones.length !== schedulers.length - 1) {
      throw new ValueError(
        "SequentialLR: expects number of schedulers provided to be one more than the number of milestone points, but got " +
          `${schedulers.length} schedulers and ${milestones.length} milestones`,
      );
    }
    if (milestones.some((milestone, i) => i > 0 && milestone < milestones[i - 1])) {
      throw new ValueError(`SequentialLR: milestones must be in rising order, got [${milestones.join(", ")}]`);
    }
    this.optimizer = optimizer;
    this.schedulers = [...schedulers];
    this.milestones = [...milestones];
    this.lastEpoch = lastEpoch + 1;
    this.verbose = verbose;
    for (const group of optimizer.paramGroups) group.lr = group.initialLr ?? group.lr;
    // Each of them has set its first rates when it was made; now only those of the first count.
    for (const scheduler of schedulers) scheduler.lastEpoch--;
    schedulers[0].start();
    this.lastLr = schedulers[0].getLastLr();
  }

  /** Goes on to the next epoch. */
  step(): void {
    bindNothing("step", arguments);
    this.lastEpoch++;
    const passed = this.milestones.filter((milestone) => milestone <= this.lastEpoch).length;
    const scheduler = this.schedulers[passed];
    if (passed > 0 && this.milestones[passed - 1] === this.lastEpoch) scheduler.step(0);
    else scheduler.step();
    this.lastLr = scheduler.getLastLr();
    printRates(this.verbose, this.lastLr);
  }

  /** The learning rates that were set last, one per group. */
  getLastLr(): number[] {
    bindNothing("getLastLr", arguments);
    return [...this.lastLr];
  }

  /** Progress, that of the schedulers included, under PyTorch's names. */
  stateDict(): SchedulerStateDict {
    bindNothing("stateDict", arguments);
    return {
      last_epoch: this.lastEpoch,
      _milestones: [...this.milestones],
      _last_lr: [...this.lastLr],
      _schedulers: this.schedulers.map((scheduler) => scheduler.stateDict()),
    };
  }

  /** Goes on from a state dict of the same kind. @throws {ValueError} for another number of schedulers. */
  loadStateDict(stateDict: SchedulerStateDict): void {
    const dict = bindStateDict(arguments, sequentialFields);
    loadSchedulers(this.schedulers, dict._schedulers);
    this.lastEpoch = dict.last_epoch;
    this.milestones = [...dict._milestones];
    this.lastLr = [...dict._last_lr];
  }
}

/**
 * Several schedulers at once: each changes the learning rate that the one before it left.
 *
 * @param schedulers All of one optimizer, at least one.
 * @throws {ValueError} for none, and schedulers of different optimizers.
 * @throws {ArgumentError} for what are no schedulers.
 * @example
 * const optimizer = new SGD([tensor(1, { requiresGrad: true })], { lr: 1, momentum: 0.9 });
 * const scheduler = new ChainedScheduler([new StepLR(optimizer, 2), new ExponentialLR(optimizer, 0.5)]);
 * const rates = [0, 1, 2, 3, 4].map(() => {
 *   const { lr } = optimizer.paramGroups[0];
 *   optimizer.step();
 *   scheduler.step();
 *   return Math.round(lr * 1000) / 1000;
 * });
 * rates; // => [1, 0.5, 0.025, 0.013, 0.001]
 * @see https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ChainedScheduler.html
 */
export class ChainedScheduler {
  readonly optimizer: Optimizer;
  private lastLr: number[];

  readonly schedulers: readonly LRScheduler[];

  constructor(schedulers: readonly LRScheduler[]) {
    [schedulers] = bind(chainedSignature, arguments);
    if (schedulers.length === 0) throw new ValueError("ChainedScheduler: expects at least one scheduler to be chained");
    this.optimizer = schedulers[0].optimizer;
    this.schedulers = [...schedulers];
    requireSameOptimizer("ChainedScheduler", this.optimizer, schedulers);
    this.lastLr = this.optimizer.paramGroups.map(({ lr }) => lr);
  }

  /** Goes on to the next epoch. */
  step(): void {
    bindNothing("step", arguments);
    for (const scheduler of this.schedulers) scheduler.step();
    this.lastLr = this.optimizer.paramGroups.map(({ lr }) => lr);
  }

  /** The learning rates that were set last, one per group. */
  getLastLr(): number[] {
    bindNothing("getLastLr", arguments);
    return [...this.lastLr];
  }

  /** Progress of all schedulers, under PyTorch's names. */
  stateDict(): SchedulerStateDict {
    bindNothing("stateDict", arguments);
    return { _last_lr: [...this.lastLr], _schedulers: this.schedulers.map((scheduler) => scheduler.stateDict()) };
  }

  /** Goes on from a state dict of the same kind. @throws {ValueError} for another number of schedulers. */
  loadStateDict(stateDict: SchedulerStateDict): void {
    const dict = bindStateDict(arguments, chainedFields);
    loadSchedulers(this.schedulers, dict._schedulers);
    this.lastLr = [...dict._last_lr];
  }
}

function requireSameOptimizer(name: string, optimizer: Optimizer, schedulers: readonly LRScheduler[]): void {
  const odd = schedulers.findIndex((scheduler) => scheduler.optimizer !== optimizer);
  if (odd < 0) return;
  throw new ValueError(
    `${name}: expects all schedulers to belong to the same optimizer, but the scheduler at index ${odd} is of another one`,
  );
}

/** Loads the states of all schedulers or, where one of them cannot be, of none. */
function loadSchedulers(schedulers: readonly LRScheduler[], states: readonly SchedulerStateDict[]): void {
  if (states.length !== schedulers.length) {
    throw new ValueError(
      `loadStateDict: the state dict is of ${states.length} schedulers, expected ${schedulers.length}`,
    );
  }
  const before = schedulers.map((scheduler) => scheduler.stateDict());
  try {
    for (const [i, scheduler] of schedulers.entries()) scheduler.loadStateDict(states[i]);
  } catch (error) {
    for (const [i, scheduler] of schedulers.entries()) scheduler.loadStateDict(before[i]);
    throw error;
  }
}
