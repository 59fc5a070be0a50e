import { ValueError } from "@lumbre/tensor";
import type { Optimizer } from "./optimizer.js";

/** What a scheduler needs to go on later. */
export interface SchedulerState {
  readonly lastEpoch: number;
  readonly baseLrs: readonly number[];
  readonly lastLr: readonly number[];
}

/** An optimizer of any kind: schedulers only touch the learning rate, and OneCycleLR the momentum. */
// biome-ignore lint/suspicious/noExplicitAny: the options differ from optimizer to optimizer
export type AnyOptimizer = Optimizer<any>;

/**
 * The base of the schedulers: sets the learning rate of each group from how often `step` was called. Made, it sets the
 * rate for epoch 0.
 * @see https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate
 */
export abstract class LRScheduler {
  /** The learning rates of the groups before the scheduler came. */
  protected baseLrs: number[];
  /** How often `step` was called. */
  lastEpoch = 0;
  private lastLr: number[] = [];

  constructor(readonly optimizer: AnyOptimizer) {
    this.baseLrs = optimizer.paramGroups.map(({ lr }) => lr as number);
  }

  /** The learning rate at an epoch of the group that began with `base`. */
  protected abstract rate(epoch: number, base: number, group: number): number;

  /** To be called at the end of a constructor, when `rate` has what it needs. */
  protected apply(): void {
    this.lastLr = this.baseLrs.map((base, group) => this.rate(this.lastEpoch, base, group));
    for (const [group, options] of this.optimizer.paramGroups.entries()) options.lr = this.lastLr[group];
  }

  /** Goes on to the next epoch. */
  step(): void {
    this.lastEpoch++;
    this.apply();
  }

  /** The learning rates in force, one per group. */
  getLastLr(): number[] {
    return [...this.lastLr];
  }

  /** What {@link loadStateDict} needs to go on from here. */
  stateDict(): SchedulerState {
    return { lastEpoch: this.lastEpoch, baseLrs: [...this.baseLrs], lastLr: [...this.lastLr] };
  }

  /** Goes on from a state that {@link stateDict} gave, and sets its learning rates. */
  loadStateDict(state: SchedulerState): void {
    if (state.baseLrs.length !== this.optimizer.paramGroups.length) {
      throw new ValueError(
        `loadStateDict: the state has ${state.baseLrs.length} groups, the optimizer ${this.optimizer.paramGroups.length}`,
      );
    }
    this.lastEpoch = state.lastEpoch;
    this.baseLrs = [...state.baseLrs];
    this.apply();
  }
}

/** Throws unless a number of steps is a whole number >= 1. */
export function requireSteps(scheduler: string, name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1)
    throw new ValueError(`${scheduler}: ${name} must be a whole number >= 1, got ${value}`);
}
