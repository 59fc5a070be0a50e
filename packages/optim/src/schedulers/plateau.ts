import { Tensor, ValueError } from "@lumbre/tensor";
import type { Optimizer } from "../optimizer.js";
import type { SchedulerStateDict } from "./lrScheduler.js";

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
}

/**
 * Reduces the learning rate when a metric has stopped improving.
 *
 * @param options.mode "min" if a smaller metric is better, "max" if a larger one is. Default "min".
 * @param options.factor Factor of the learning rate, < 1. Default 0.1.
 * @param options.patience Epochs without improvement that are let pass. Default 10.
 * @param options.threshold What counts as an improvement. Default 1e-4.
 * @param options.thresholdMode "rel": the threshold is a fraction of the best metric; "abs": a difference from
 *   it. Default "rel".
 * @param options.cooldown Epochs after a reduction in which nothing is counted. Default 0.
 * @param options.minLr The smallest learning rate, for all groups or for each. Default 0.
 * @param options.eps A smaller change of the learning rate is not made. Default 1e-8.
 * @throws {ValueError} for options out of range.
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
  private settings: Required<Omit<ReduceLROnPlateauOptions, "minLr">>;
  private minLrs: readonly number[];

  constructor(
    readonly optimizer: Optimizer,
    options: ReduceLROnPlateauOptions = {},
  ) {
    const { minLr = 0, ...rest } = options;
    this.settings = {
      mode: "min",
      factor: 0.1,
      patience: 10,
      threshold: 1e-4,
      thresholdMode: "rel",
      cooldown: 0,
      eps: 1e-8,
      ...rest,
    };
    const { mode, factor, thresholdMode } = this.settings;
    if (!(factor < 1)) throw new ValueError(`ReduceLROnPlateau: Factor should be < 1.0, got ${factor}`);
    if (mode !== "min" && mode !== "max") {
      throw new ValueError(`ReduceLROnPlateau: mode ${String(mode)} is unknown! expected "min" or "max"`);
    }
    if (thresholdMode !== "rel" && thresholdMode !== "abs") {
      throw new ValueError(
        `ReduceLROnPlateau: threshold mode ${String(thresholdMode)} is unknown! expected "rel" or "abs"`,
      );
    }
    const count = optimizer.paramGroups.length;
    this.minLrs = typeof minLr === "number" ? new Array<number>(count).fill(minLr) : minLr;
    if (this.minLrs.length !== count) {
      throw new ValueError(`ReduceLROnPlateau: expected ${count} min_lrs, got ${this.minLrs.length}; one per group`);
    }
    this.best = mode === "min" ? Infinity : -Infinity;
    this.lastLr = optimizer.paramGroups.map(({ lr }) => lr);
  }

  /** Goes on to the next epoch, whose metric is given. */
  step(metric: number | Tensor): void {
    const value = metric instanceof Tensor ? metric.item() : metric;
    this.lastEpoch++;
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
      if (group.lr - reduced > this.settings.eps) group.lr = reduced;
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
    return [...this.lastLr];
  }

  /** Settings and progress, under PyTorch's names. */
  stateDict(): SchedulerStateDict {
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

  /** Goes on from a state dict of the same kind. @throws {ValueError} for another number of groups. */
  loadStateDict(dict: SchedulerStateDict): void {
    const minLrs = dict.min_lrs as readonly number[];
    if (minLrs.length !== this.minLrs.length) {
      throw new ValueError(
        `loadStateDict: the state dict is for ${minLrs.length} parameter groups, expected ${this.minLrs.length}`,
      );
    }
    const { mode, factor, patience, threshold, threshold_mode: thresholdMode, cooldown, eps } = dict as never;
    this.settings = { mode, factor, patience, threshold, thresholdMode, cooldown, eps };
    this.minLrs = [...minLrs];
    this.best = dict.best as number;
    this.numBadEpochs = dict.num_bad_epochs as number;
    this.cooldownCounter = dict.cooldown_counter as number;
    this.lastEpoch = dict.last_epoch as number;
    // PyTorch has it only after the first step.
    if (dict._last_lr !== undefined) this.lastLr = [...(dict._last_lr as readonly number[])];
  }
}
