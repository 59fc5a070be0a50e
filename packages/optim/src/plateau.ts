import { Tensor, ValueError } from "@lumbre/tensor";
import type { AnyOptimizer } from "./scheduler.js";

/** Options of {@link ReduceLROnPlateau}. */
export interface PlateauOptions {
  /** Whether smaller or larger is better. Default "min". */
  readonly mode?: "min" | "max";
  /** What the learning rate is multiplied by, < 1. Default 0.1. */
  readonly factor?: number;
  /** Epochs without improvement that are borne. Default 10. */
  readonly patience?: number;
  /** How much better counts as better. Default 1e-4. */
  readonly threshold?: number;
  /** Whether the threshold is relative or absolute. Default "rel". */
  readonly thresholdMode?: "rel" | "abs";
  /** Epochs to wait after a reduction. Default 0. */
  readonly cooldown?: number;
  /** The least learning rate; one for all groups, or one for each. Default 0. */
  readonly minLr?: number | readonly number[];
  /** Smaller changes of the learning rate are left out. Default 1e-8. */
  readonly eps?: number;
}

/** What {@link ReduceLROnPlateau} needs to go on later. */
export interface PlateauState {
  readonly best: number;
  readonly numBadEpochs: number;
  readonly cooldownCounter: number;
  readonly lastEpoch: number;
}

/**
 * Reduces the learning rate when a metric has stopped improving.
 *
 * @throws {ValueError} for options out of range.
 * @example
 * const optimizer = new SGD([tensor([1], { requiresGrad: true })], { lr: 1 });
 * const scheduler = new ReduceLROnPlateau(optimizer, { patience: 0 });
 * scheduler.step(5);
 * scheduler.step(5);
 * optimizer.paramGroups[0].lr; // => 0.1
 * @see https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ReduceLROnPlateau.html
 */
export class ReduceLROnPlateau {
  private readonly options: Required<PlateauOptions>;
  private readonly minLrs: readonly number[];
  private best: number;
  private numBadEpochs = 0;
  private cooldownCounter = 0;
  lastEpoch = 0;

  constructor(
    readonly optimizer: AnyOptimizer,
    options: PlateauOptions = {},
  ) {
    this.options = {
      mode: "min",
      factor: 0.1,
      patience: 10,
      threshold: 1e-4,
      thresholdMode: "rel",
      cooldown: 0,
      minLr: 0,
      eps: 1e-8,
      ...options,
    };
    const { mode, factor, thresholdMode, minLr } = this.options;
    if (factor >= 1) throw new ValueError(`ReduceLROnPlateau: factor should be < 1.0, got ${factor}`);
    if (mode !== "min" && mode !== "max") throw new ValueError(`ReduceLROnPlateau: mode ${String(mode)} is unknown`);
    if (thresholdMode !== "rel" && thresholdMode !== "abs")
      throw new ValueError(`ReduceLROnPlateau: threshold mode ${String(thresholdMode)} is unknown`);
    const count = optimizer.paramGroups.length;
    this.minLrs = typeof minLr === "number" ? new Array<number>(count).fill(minLr) : minLr;
    if (this.minLrs.length !== count)
      throw new ValueError(`ReduceLROnPlateau: expected ${count} values for minLr, got ${this.minLrs.length}`);
    this.best = mode === "min" ? Infinity : -Infinity;
  }

  /** Looks at the metric of another epoch, and reduces the learning rate when it is time. */
  step(metric: number | Tensor): void {
    const { patience, cooldown } = this.options;
    const value = metric instanceof Tensor ? metric.item() : metric;
    this.lastEpoch++;
    if (this.isBetter(value)) {
      this.best = value;
      this.numBadEpochs = 0;
    } else this.numBadEpochs++;
    if (this.cooldownCounter > 0) {
      this.cooldownCounter--;
      this.numBadEpochs = 0;
    }
    if (this.numBadEpochs > patience) {
      this.reduce();
      this.cooldownCounter = cooldown;
      this.numBadEpochs = 0;
    }
  }

  /** The learning rates in force, one per group. */
  getLastLr(): number[] {
    return this.optimizer.paramGroups.map(({ lr }) => lr as number);
  }

  stateDict(): PlateauState {
    const { best, numBadEpochs, cooldownCounter, lastEpoch } = this;
    return { best, numBadEpochs, cooldownCounter, lastEpoch };
  }

  loadStateDict(state: PlateauState): void {
    this.best = state.best;
    this.numBadEpochs = state.numBadEpochs;
    this.cooldownCounter = state.cooldownCounter;
    this.lastEpoch = state.lastEpoch;
  }

  private isBetter(value: number): boolean {
    const { mode, threshold, thresholdMode } = this.options;
    const isRelative = thresholdMode === "rel";
    if (mode === "min") return value < (isRelative ? this.best * (1 - threshold) : this.best - threshold);
    return value > (isRelative ? this.best * (1 + threshold) : this.best + threshold);
  }

  private reduce(): void {
    const { factor, eps } = this.options;
    for (const [i, group] of this.optimizer.paramGroups.entries()) {
      const old = group.lr as number;
      const reduced = Math.max(old * factor, this.minLrs[i]);
      if (old - reduced > eps) group.lr = reduced;
    }
  }
}
