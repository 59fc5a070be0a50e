import { ArgumentError, ValueError } from "@lumbre/tensor";
import {
  aFiniteNumber,
  bind,
  defineKind,
  defineSignature,
  describe,
  isPlainObject,
  positional,
} from "@lumbre/tensor/engine";
import { snakeCase } from "../names.js";
import type { Optimizer } from "../optimizer.js";
import {
  aCount,
  bindNothing,
  bindStateDict,
  bindStep,
  finiteNumbers,
  type LRSchedulerOptions,
  lastEpochParameter,
  optimizerParameter,
  printRates,
  type SchedulerStateDict,
  type VerboseOption,
  verboseParameter,
} from "./arguments.js";

const signature = defineSignature(
  "LRScheduler",
  optimizerParameter,
  positional("settings", defineKind<object>("an object with the settings", isPlainObject)),
  lastEpochParameter,
  verboseParameter,
);

const stateFields = {
  base_lrs: finiteNumbers,
  last_epoch: aFiniteNumber,
  _step_count: aCount,
  _last_lr: finiteNumbers,
};

/**
 * The base of the schedulers: sets the learning rate of each group, from the one before, each time {@link step} is
 * called. Made, it sets the rates of the first epoch.
 *
 * @example
 * class HalvingLR extends LRScheduler {
 *   nextLr() {
 *     const factor = this.lastEpoch === 0 ? 1 : 0.5;
 *     return this.optimizer.paramGroups.map(({ lr }) => lr * factor);
 *   }
 * }
 * const optimizer = new SGD([tensor(1, { requiresGrad: true })], { lr: 1 });
 * const scheduler = new HalvingLR(optimizer, {});
 * optimizer.step();
 * scheduler.step();
 * scheduler.getLastLr(); // => [0.5]
 * @see https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate
 */
export abstract class LRScheduler<Settings extends object = object> {
  /** How often {@link step} was called. */
  lastEpoch: number;
  /** The learning rates that the groups began with. */
  baseLrs: number[];
  protected stepCount = 0;
  protected lastLr: number[] = [];

  readonly optimizer: Optimizer;
  protected settings: Settings;
  private readonly verbose: boolean;

  /**
   * @param optimizer Its groups' learning rates are set.
   * @param settings What the schedule depends on; part of the state dict.
   * @param lastEpoch The epoch to go on from, for an optimizer that was loaded; -1: start anew. Default -1.
   * @param verbose True to print each learning rate that is set. Default false.
   * @throws {ArgumentError} for what is no optimizer, an unknown option, and one of the wrong kind.
   * @throws {ValueError} for a lastEpoch >= 0 when the optimizer does not have the rates to go on from.
   */
  constructor(
    optimizer: Optimizer,
    settings: Settings,
    lastEpoch?: number | LRSchedulerOptions,
    verbose?: boolean | VerboseOption,
  ) {
    const bound = bind(signature, arguments);
    [optimizer, , lastEpoch, verbose] = bound;
    this.optimizer = optimizer;
    this.settings = settings;
    this.verbose = verbose;
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

  /**
   * The groups' learning rates at {@link lastEpoch}, from the present ones. Groups behind those that it has a rate for,
   * which were added later, keep theirs. Runs before the subclass's fields exist.
   */
  protected abstract nextLr(): number[];

  /** The groups' learning rates at {@link lastEpoch}, from {@link baseLrs} alone, where that is possible. */
  protected closedFormLr?(): number[];

  /** Sets the rates of the first epoch; {@link SequentialLR} calls it once more. */
  start(): void {
    bindNothing("start", arguments);
    this.stepCount = 0;
    this.step();
  }

  /**
   * Goes on to the next epoch, to be called after the optimizer's steps of this one.
   *
   * @param epoch Jumps to this epoch instead, >= 0, as if only this scheduler had changed the rates.
   * @throws {ValueError} for a learning rate that is no finite number; nothing is changed then.
   */
  step(epoch?: number | null | { readonly epoch?: number | null }): void {
    [epoch] = bindStep(arguments);
    if (this.stepCount === 1 && epoch === null && this.optimizer.stepCount === 0) warnOfOrder();
    const before = this.lastEpoch;
    this.lastEpoch = epoch ?? before + 1;
    this.stepCount++;
    try {
      const rates = epoch !== null && this.closedFormLr !== undefined ? this.closedFormLr() : this.nextLr();
      const { paramGroups } = this.optimizer;
      requireRates(this.constructor.name, rates.slice(0, paramGroups.length));
      for (const [i, group] of paramGroups.slice(0, rates.length).entries()) group.lr = rates[i];
    } catch (error) {
      this.lastEpoch = before;
      this.stepCount--;
      throw error;
    }
    this.lastLr = this.optimizer.paramGroups.map(({ lr }) => lr);
    printRates(this.verbose, this.lastLr, epoch);
  }

  /** The learning rates that this scheduler set last, one per group. */
  getLastLr(): number[] {
    bindNothing("getLastLr", arguments);
    return [...this.lastLr];
  }

  /** Settings and progress, under PyTorch's names, with null for functions. */
  stateDict(): SchedulerStateDict {
    bindNothing("stateDict", arguments);
    const settings = Object.entries(this.settings);
    return {
      ...Object.fromEntries(settings.map(([name, value]) => [stateName(name), savedValue(value)])),
      base_lrs: [...this.baseLrs],
      last_epoch: this.lastEpoch,
      _step_count: this.stepCount,
      _last_lr: this.optimizer.paramGroups.map(({ lr }, i) => this.lastLr[i] ?? lr),
    };
  }

  /**
   * Goes on from a state dict of a scheduler of the same kind. The optimizer's own state dict has the rates in force.
   *
   * @param stateDict From {@link stateDict}, or from PyTorch.
   * @throws {ArgumentError} for what is no state dict of such a scheduler; nothing is changed then.
   * @throws {ValueError} when it is of an optimizer with another number of groups; nothing is changed then.
   */
  loadStateDict(stateDict: SchedulerStateDict): void {
    const dict = bindStateDict(arguments, stateFields);
    const { base_lrs: baseLrs, _last_lr: lastLr } = dict;
    // A group that was added after the scheduler was made has a last rate, but no base rate.
    const isOfAllGroups = lastLr.length === this.optimizer.paramGroups.length && baseLrs.length <= lastLr.length;
    if (baseLrs.length !== this.baseLrs.length && !isOfAllGroups) {
      throw new ValueError(
        `loadStateDict: the state dict is for ${baseLrs.length} parameter groups, expected ${this.baseLrs.length}`,
      );
    }
    const settings = Object.entries(this.settings).flatMap(([name, value]) => {
      const loaded = dict[stateName(name)];
      if (!canBeSaved(value) || loaded === undefined) return [];
      requireSameType(stateName(name), loaded, value);
      return [[name, loaded]];
    });
    this.baseLrs = [...baseLrs];
    this.lastEpoch = dict.last_epoch;
    this.stepCount = dict._step_count;
    this.lastLr = [...lastLr];
    this.settings = { ...this.settings, ...Object.fromEntries(settings) };
  }
}

/** PyTorch writes this one as in the paper. */
const stateName = (name: string): string => (name === "tMax" ? "T_max" : snakeCase(name));

/** A setting as a file has it: null in place of each function, as PyTorch writes them. */
function savedValue(setting: unknown): unknown {
  if (canBeSaved(setting)) return setting;
  return Array.isArray(setting) ? setting.map(() => null) : null;
}

/** Functions cannot be written to a file. */
function canBeSaved(setting: unknown): boolean {
  return typeof (Array.isArray(setting) ? setting[0] : setting) !== "function";
}

/** Throws unless a setting from a state dict is of the type that the scheduler's own is of. */
function requireSameType(name: string, loaded: unknown, own: unknown): void {
  if (typeof loaded === typeof own && Array.isArray(loaded) === Array.isArray(own)) return;
  throw new ArgumentError(`loadStateDict: ${name} is ${describe(loaded)}, expected a value such as ${describe(own)}`);
}

/** Throws unless each group's rate is a finite number: a NaN would spread to all weights at the next step. */
function requireRates(scheduler: string, rates: readonly unknown[]): void {
  const odd = rates.findIndex((rate) => !Number.isFinite(rate));
  if (odd < 0) return;
  throw new ValueError(
    `${scheduler}: the learning rate of parameter group ${odd} would be ${describe(rates[odd])}, expected a finite number`,
  );
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
