import { ValueError } from "@lumbre/tensor";
import type { Optimizer } from "../optimizer.js";
import type { LRScheduler, SchedulerStateDict } from "./lrScheduler.js";

/**
 * Several schedulers, one after the other.
 *
 * @param schedulers All of this optimizer.
 * @param milestones The epochs at which the next one takes over, in rising order: one fewer than schedulers.
 * @throws {ValueError} for schedulers of another optimizer, and another number of milestones.
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
  lastEpoch = 0;
  private lastLr: number[];

  constructor(
    readonly optimizer: Optimizer,
    readonly schedulers: readonly LRScheduler[],
    private milestones: readonly number[],
  ) {
    requireSameOptimizer("SequentialLR", optimizer, schedulers);
    if (milestones.length !== schedulers.length - 1) {
      throw new ValueError(
        "SequentialLR: expects number of schedulers provided to be one more than the number of milestone points, but got " +
          `${schedulers.length} schedulers and ${milestones.length} milestones`,
      );
    }
    for (const group of optimizer.paramGroups) group.lr = group.initialLr ?? group.lr;
    // Each of them has set its first rates when it was made; now only those of the first count.
    for (const scheduler of schedulers) scheduler.lastEpoch--;
    schedulers[0].start();
    this.lastLr = schedulers[0].getLastLr();
  }

  /** Goes on to the next epoch. */
  step(): void {
    this.lastEpoch++;
    const passed = this.milestones.filter((milestone) => milestone <= this.lastEpoch).length;
    const scheduler = this.schedulers[passed];
    if (passed > 0 && this.milestones[passed - 1] === this.lastEpoch) scheduler.step(0);
    else scheduler.step();
    this.lastLr = scheduler.getLastLr();
  }

  /** The learning rates that were set last, one per group. */
  getLastLr(): number[] {
    return [...this.lastLr];
  }

  /** Progress, that of the schedulers included, under PyTorch's names. */
  stateDict(): SchedulerStateDict {
    return {
      last_epoch: this.lastEpoch,
      _milestones: [...this.milestones],
      _last_lr: [...this.lastLr],
      _schedulers: this.schedulers.map((scheduler) => scheduler.stateDict()),
    };
  }

  /** Goes on from a state dict of the same kind. @throws {ValueError} for another number of schedulers. */
  loadStateDict(dict: SchedulerStateDict): void {
    loadSchedulers(this.schedulers, dict);
    this.lastEpoch = dict.last_epoch as number;
    this.milestones = [...(dict._milestones as readonly number[])];
    this.lastLr = [...(dict._last_lr as readonly number[])];
  }
}

/**
 * Several schedulers at once: each changes the learning rate that the one before it left.
 *
 * @param schedulers All of one optimizer, at least one.
 * @throws {ValueError} for none, and schedulers of different optimizers.
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

  constructor(readonly schedulers: readonly LRScheduler[]) {
    if (schedulers.length === 0) throw new ValueError("ChainedScheduler: expects at least one scheduler to be chained");
    this.optimizer = schedulers[0].optimizer;
    requireSameOptimizer("ChainedScheduler", this.optimizer, schedulers);
    this.lastLr = this.optimizer.paramGroups.map(({ lr }) => lr);
  }

  /** Goes on to the next epoch. */
  step(): void {
    for (const scheduler of this.schedulers) scheduler.step();
    this.lastLr = this.optimizer.paramGroups.map(({ lr }) => lr);
  }

  /** The learning rates that were set last, one per group. */
  getLastLr(): number[] {
    return [...this.lastLr];
  }

  /** Progress of all schedulers, under PyTorch's names. */
  stateDict(): SchedulerStateDict {
    return { _last_lr: [...this.lastLr], _schedulers: this.schedulers.map((scheduler) => scheduler.stateDict()) };
  }

  /** Goes on from a state dict of the same kind. @throws {ValueError} for another number of schedulers. */
  loadStateDict(dict: SchedulerStateDict): void {
    loadSchedulers(this.schedulers, dict);
    this.lastLr = [...(dict._last_lr as readonly number[])];
  }
}

function requireSameOptimizer(name: string, optimizer: Optimizer, schedulers: readonly LRScheduler[]): void {
  const odd = schedulers.findIndex((scheduler) => scheduler.optimizer !== optimizer);
  if (odd < 0) return;
  throw new ValueError(
    `${name}: expects all schedulers to belong to the same optimizer, but the scheduler at index ${odd} is of another one`,
  );
}

function loadSchedulers(schedulers: readonly LRScheduler[], dict: SchedulerStateDict): void {
  const states = dict._schedulers as readonly SchedulerStateDict[];
  if (states.length !== schedulers.length) {
    throw new ValueError(
      `loadStateDict: the state dict is of ${states.length} schedulers, expected ${schedulers.length}`,
    );
  }
  for (const [i, scheduler] of schedulers.entries()) scheduler.loadStateDict(states[i]);
}
