import { ValueError } from "@lumbre/tensor";
import { snakeCase } from "../names.js";
import type { Optimizer } from "../optimizer.js";

/** The state of a scheduler, under PyTorch's names. */
export type SchedulerStateDict = Readonly<Record<string, unknown>>;

/** Options that schedulers have. */
export interface LRSchedulerOptions {
  /** The epoch to go on from, for an optimizer that was loaded; -1: start anew. Default -1. */
  readonly lastEpoch?: number;
}

/**
 * The base of the schedulers: sets the learning rate of each group, from the one before, each time {@link step} is
 * called. Made, it sets the rates of the first epoch.
 *
 * @see https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate
 */
export abstract class LRScheduler<Settings extends object = object> {
  /** How often {@link step} was called. */
  lastEpoch: number;
  /** The learning rates that the groups began with. */
  baseLrs: number[];
  protected stepCount = 0;
  protected lastLr: number[] = [];

  /**
   * @param settings What the schedule depends on; part of the state dict.
   * @throws {ValueError} for a lastEpoch >= 0 when the optimizer does not have the rates to go on from.
   */
  constructor(
    readonly optimizer: Optimizer,
    protected settings: Settings,
    options: LRSchedulerOptions = {},
  ) {
    const { lastEpoch = -1 } = options;
    for (const [i, group] of optimizer.paramGroups.entries()) {
      if (lastEpoch === -1) group.initialLr ??= group.lr;
      else if (group.initialLr === undefined) {
        throw new ValueError(
          `${this.constructor.name}: param 'initial_lr' is not specified in param_groups[${i}] when resuming an optimizer; ` +
            "load its state dict first",
        );
      }
    }
    this.baseLrs = optimizer.paramGroups.map((group) => group.initialLr ?? group.lr);
    this.lastEpoch = lastEpoch;
    this.start();
  }

  /** The groups' learning rates at {@link lastEpoch}, from the present ones. Runs before the subclass's fields exist. */
  protected abstract nextLr(): number[];

  /** The groups' learning rates at {@link lastEpoch}, from {@link baseLrs} alone, where that is possible. */
  protected closedFormLr?(): number[];

  /** Sets the rates of the first epoch; {@link SequentialLR} calls it once more. */
  start(): void {
    this.stepCount = 0;
    this.step();
  }

  /**
   * Goes on to the next epoch, to be called after the optimizer's steps of this one.
   *
   * @param epoch Jumps to this epoch instead, as if only this scheduler had changed the rates.
   */
  step(epoch?: number): void {
    if (this.stepCount === 1 && epoch === undefined && this.optimizer.stepCount === 0) warnOfOrder();
    const before = this.lastEpoch;
    this.lastEpoch = epoch ?? before + 1;
    this.stepCount++;
    try {
      const rates = epoch !== undefined && this.closedFormLr !== undefined ? this.closedFormLr() : this.nextLr();
      for (const [i, group] of this.optimizer.paramGroups.entries()) group.lr = rates[i];
    } catch (error) {
      this.lastEpoch = before;
      this.stepCount--;
      throw error;
    }
    this.lastLr = this.optimizer.paramGroups.map(({ lr }) => lr);
  }

  /** The learning rates that this scheduler set last, one per group. */
  getLastLr(): number[] {
    return [...this.lastLr];
  }

  /** Settings and progress, under PyTorch's names. Functions are not in it. */
  stateDict(): SchedulerStateDict {
    const settings = Object.entries(this.settings).filter(([, value]) => canBeSaved(value));
    return {
      ...Object.fromEntries(settings.map(([name, value]) => [stateName(name), value])),
      base_lrs: [...this.baseLrs],
      last_epoch: this.lastEpoch,
      _step_count: this.stepCount,
      _last_lr: [...this.lastLr],
    };
  }

  /**
   * Goes on from a state dict of a scheduler of the same kind. The optimizer's own state dict has the rates in force.
   *
   * @throws {ValueError} when it is of an optimizer with another number of groups; nothing is changed then.
   */
  loadStateDict(dict: SchedulerStateDict): void {
    const baseLrs = dict.base_lrs as readonly number[];
    if (baseLrs.length !== this.baseLrs.length) {
      throw new ValueError(
        `loadStateDict: the state dict is for ${baseLrs.length} parameter groups, expected ${this.baseLrs.length}`,
      );
    }
    this.baseLrs = [...baseLrs];
    this.lastEpoch = dict.last_epoch as number;
    this.stepCount = dict._step_count as number;
    this.lastLr = [...(dict._last_lr as readonly number[])];
    const saved = Object.entries(this.settings).flatMap(([name, value]) => {
      const loaded = dict[stateName(name)];
      return canBeSaved(value) && loaded !== undefined ? [[name, loaded]] : [];
    });
    this.settings = { ...this.settings, ...Object.fromEntries(saved) };
  }
}

/** PyTorch writes this one as in the paper. */
const stateName = (name: string): string => (name === "tMax" ? "T_max" : snakeCase(name));

/** Functions cannot be written to a file. */
function canBeSaved(setting: unknown): boolean {
  return typeof (Array.isArray(setting) ? setting[0] : setting) !== "function";
}

function warnOfOrder(): void {
  console.warn(
    "Detected call of `scheduler.step()` before `optimizer.step()`. You should call them in the opposite order, or the " +
      "first value of the learning rate schedule is skipped.",
  );
}

/** Throws unless a setting is a whole number >= 1. */
export function requireWhole(scheduler: string, name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) {
    throw new ValueError(`${scheduler}: Expected positive integer ${name}, but got ${value}`);
  }
}
