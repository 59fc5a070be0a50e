import { type Tensor, ValueError } from "@lumbre/tensor";
import {
  aFiniteNumber,
  aNumber,
  anInteger,
  defineKind,
  defineSignature,
  nullable,
  oneOf,
  optional,
} from "@lumbre/tensor/engine";
import { bindNames } from "../checks.js";
import type { Optimizer } from "../optimizer.js";
import {
  aCount,
  bindMetrics,
  bindNothing,
  bindStateDict,
  finiteNumbers,
  onePerGroup,
  optimizerParameter,
  type SchedulerStateDict,
  type VerboseOption,
  verboseParameter,
} from "./arguments.js";

/** Options of {@link ReduceLROnPlateau}. */
export interface ReduceLROnPlateauOptions {
  /** "min" if a smaller metric is better, "max" if a larger one is. Default "min". */
  readonly mode?: "min" | "max";
  /** Factor of the learning rate, < 1. Default 0.1. */
  readonly factor?: number;
  /** Epochs without improvement that are let pass. Default 10. */
  readonly patience?: number;
  /** What counts as an improvement. Default 1e-4. */
  readonly threshold?: number;
  /** "rel": the threshold is a fraction of the best metric; "abs": a difference from it. Default "rel". */
  readonly thresholdMode?: "rel" | "abs";
  /** Epochs after a reduction in which nothing is counted. Default 0. */
  readonly cooldown?: number;
  /** The smallest learning rate, for all groups or for each. Default 0. */
  readonly minLr?: number | readonly number[];
  /** A smaller change of the learning rate is not made. Default 1e-8. */
  readonly eps?: number;
  /** True to print each reduction. Default false. */
  readonly verbose?: boolean;
}

/** The options that may stand by name behind those given by position. */
type After<Given extends keyof ReduceLROnPlateauOptions> = Omit<ReduceLROnPlateauOptions, Given>;
type Arguments = Required<ReduceLROnPlateauOptions> & { readonly optimizer: Optimizer };

const aMode = oneOf("min", "max");
const aThresholdMode = oneOf("rel", "abs");

const signature = defineSignature(
  "ReduceLROnPlateau",
  optimizerParameter,
  optional("mode", aMode, "min"),
  optional("factor", aFiniteNumber, 0.1),
  optional("patience", aCount, 10),
  optional("threshold", aFiniteNumber, 1e-4),
  optional("thresholdMode", aThresholdMode, "rel"),
  optional("cooldown", aCount, 0),
  optional("minLr", onePerGroup, 0),
  optional("eps", aFiniteNumber, 1e-8),
  verboseParameter,
);

const stateFields = {
  mode: aMode,
  factor: aFiniteNumber,
  patience: aCount,
  threshold: aFiniteNumber,
  threshold_mode: aThresholdMode,
  cooldown: aCount,
  min_lrs: finiteNumbers,
  eps: aFiniteNumber,
  best: nullable(aNumber),
  num_bad_epochs: aCount,
  cooldown_counter: aCount,
  last_epoch: anInteger,
  // PyTorch has it only after the first step.
  _last_lr: defineKind<readonly number[] | undefined>(
    finiteNumbers.description,
    (value) => value === undefined || finiteNumbers.accepts(value),
  ),
};

const worstMetric = (mode: "min" | "max"): number => (mode === "min" ? Infinity : -Infinity);

/**
 * Reduces the learning rate when a metric has stopped improving.
 *
 * @param optimizer Its groups' learning rates are reduced.
 * @param mode "min" if a smaller metric is better, "max" if a larger one is. Default "min".
 * @param factor Factor of the learning rate, < 1. Default 0.1.
 * @param patience Epochs without improvement that are let pass. Default 10.
 * @param threshold What counts as an improvement. Default 1e-4.
 * @param thresholdMode "rel": the threshold is a fraction of the best metric; "abs": a difference from
 *   it. Default "rel".
 * @param cooldown Epochs after a reduction in which nothing is counted. Default 0.
 * @param minLr The smallest learning rate, for all groups or for each. Default 0.
 * @param eps A smaller change of the learning rate is not made. Default 1e-8.
 * @param verbose True to print each reduction. Default false.
 * @throws {ValueError} for options out of range.
 * @throws {ArgumentError} for what is no optimizer, an unknown option, and one of the wrong kind.
 * @example
 * const optimizer = new SGD([tensor(1, { requiresGrad: true })], { lr: 1 });
 * const scheduler = new ReduceLROnPlateau(optimizer, { patience: 1 });
 * for (const loss of [3, 2, 2, 2]) scheduler.step(loss);
 * scheduler.getLastLr(); // => [0.1]
 * @see https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ReduceLROnPlateau.html
 */
export class ReduceLROnPlateau {
  /** How often {@link step} was called. */
  lastEpoch = 0;
  private best: number;
  private numBadEpochs = 0;
  private cooldownCounter = 0;
  private lastLr: number[];
  private settings: Omit<Arguments, "minLr" | "optimizer" | "verbose">;
  private minLrs: readonly number[];
  private readonly verbose: boolean;
  readonly optimizer: Optimizer;

  constructor(
    optimizer: Optimizer,
    mode?: "min" | "max" | ReduceLROnPlateauOptions,
    factor?: number | After<"mode">,
    patience?: number | After<"mode" | "factor">,
    threshold?: number | After<"mode" | "factor" | "patience">,
    thresholdMode?: "rel" | "abs" | After<"mode" | "factor" | "patience" | "threshold">,
    cooldown?: number | After<"mode" | "factor" | "patience" | "threshold" | "thresholdMode">,
    minLr?: number | readonly number[] | Pick<ReduceLROnPlateauOptions, "minLr" | "eps" | "verbose">,
    eps?: number | Pick<ReduceLROnPlateauOptions, "eps" | "verbose">,
    verbose?: boolean | VerboseOption,
  ) {
    const {
      optimizer: bound,
      minLr: smallest,
      verbose: isVerbose,
      ...settings
    } = bindNames<Arguments>(signature, arguments);
    this.settings = settings;
    this.optimizer = bound;
    this.verbose = isVerbose;
    if (!(settings.factor < 1)) {
      throw new ValueError(`ReduceLROnPlateau: Factor should be < 1.0, got ${settings.factor}`);
    }
    const count = bound.paramGroups.length;
    this.minLrs = typeof smallest === "number" ? new Array<number>(count).fill(smallest) : [...smallest];
    if (this.minLrs.length !== count) {
      throw new ValueError(`ReduceLROnPlateau: expected ${count} min_lrs, got ${this.minLrs.length}; one per group`);
    }
    this.best = worstMetric(settings.mode);
    this.lastLr = bound.paramGroups.map(({ lr }) => lr);
  }

  /**
   * Goes on to the next epoch, whose metric is given.
   *
   * @param metrics A number, or a tensor of one element.
   * @param epoch Goes to this epoch instead, >= 0. Default: the next.
   * @throws {ArgumentError} for what is no metric.
   * @throws {ValueError} for an optimizer that has another number of groups than when the scheduler was made.
   */
  step(
    metrics: number | Tensor | { readonly metrics: number | Tensor; readonly epoch?: number | null },
    epoch?: number | null | { readonly epoch?: number | null },
  ): void {
    [metrics, epoch] = bindMetrics(arguments);
    const value = typeof metrics === "number" ? metrics : metrics.item();
    const count = this.optimizer.paramGroups.length;
    if (count !== this.minLrs.length) {
      throw new ValueError(
        `ReduceLROnPlateau: the optimizer has ${count} parameter groups, and had ${this.minLrs.length} when the scheduler ` +
          "was made; make a new one after addParamGroup",
      );
    }
    this.lastEpoch = epoch ?? this.lastEpoch + 1;
    if (this.isBetter(value)) {
      this.best = value;
      this.numBadEpochs = 0;
    } else {
      this.numBadEpochs++;
    }
    if (this.cooldownCounter > 0) {
      this.cooldownCounter--;
      this.numBadEpochs = 0;
    }
    if (this.numBadEpochs > this.settings.patience) {
      this.reduce();
      this.cooldownCounter = this.settings.cooldown;
      this.numBadEpochs = 0;
    }
    this.lastLr = this.optimizer.paramGroups.map(({ lr }) => lr);
  }

  private reduce(): void {
    for (const [i, group] of this.optimizer.paramGroups.entries()) {
      const reduced = Math.max(group.lr * this.settings.factor, this.minLrs[i]);
      if (group.lr - reduced <= this.settings.eps) continue;
      group.lr = reduced;
      if (this.verbose) {
        console.log(`Epoch ${this.lastEpoch}: reducing learning rate of group ${i} to ${reduced.toExponential(4)}.`);
      }
    }
  }

  private isBetter(value: number): boolean {
    const { mode, threshold, thresholdMode } = this.settings;
    const isRelative = thresholdMode === "rel";
    if (mode === "min") return value < (isRelative ? this.best * (1 - threshold) : this.best - threshold);
    return value > (isRelative ? this.best * (1 + threshold) : this.best + threshold);
  }

  /** The learning rates after the last step, one per group. */
  getLastLr(): number[] {
    bindNothing("getLastLr", arguments);
    return [...this.lastLr];
  }

  /** Settings and progress, under PyTorch's names. */
  stateDict(): SchedulerStateDict {
    bindNothing("stateDict", arguments);
    const { thresholdMode, ...settings } = this.settings;
    return {
      ...settings,
      threshold_mode: thresholdMode,
      min_lrs: [...this.minLrs],
      best: this.best,
      num_bad_epochs: this.numBadEpochs,
      cooldown_counter: this.cooldownCounter,
      last_epoch: this.lastEpoch,
      _last_lr: [...this.lastLr],
    };
  }

  /**
   * Goes on from a state dict of the same kind.
   *
   * @param stateDict From {@link stateDict}, or from PyTorch.
   * @throws {ArgumentError} for what is no state dict of such a scheduler; nothing is changed then.
   * @throws {ValueError} for another number of groups; nothing is changed then.
   */
  loadStateDict(stateDict: SchedulerStateDict): void {
    const dict = bindStateDict(arguments, stateFields);
    const { min_lrs: minLrs, _last_lr: lastLr } = dict;
    if (minLrs.length !== this.minLrs.length) {
      throw new ValueError(
        `loadStateDict: the state dict is for ${minLrs.length} parameter groups, expected ${this.minLrs.length}`,
      );
    }
    const { mode, factor, patience, threshold, threshold_mode: thresholdMode, cooldown, eps } = dict;
    this.settings = { mode, factor, patience, threshold, thresholdMode, cooldown, eps };
    this.minLrs = [...minLrs];
    // JSON has no infinity.
    this.best = dict.best ?? worstMetric(mode);
    this.numBadEpochs = dict.num_bad_epochs;
    this.cooldownCounter = dict.cooldown_counter;
    this.lastEpoch = dict.last_epoch;
    if (lastLr !== undefined) this.lastLr = [...lastLr];
  }
}
