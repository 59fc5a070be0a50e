import { ValueError } from "@lumbre/tensor";
import { aFiniteNumber, bind, defineSignature, optional } from "@lumbre/tensor/engine";
import type { Optimizer } from "../optimizer.js";
import {
  type LRSchedulerOptions,
  lastEpochParameter,
  optimizerParameter,
  type VerboseOption,
  verboseParameter,
} from "./arguments.js";
import { LRScheduler, requireWhole } from "./lrScheduler.js";

/** Options of {@link ConstantLR}. */
export interface ConstantLROptions extends LRSchedulerOptions {
  /** Factor of the learning rate at first, in (0, 1]. Default 1/3. */
  readonly factor?: number;
  /** For how many epochs. Default 5. */
  readonly totalIters?: number;
}

const constantSignature = defineSignature(
  "ConstantLR",
  optimizerParameter,
  optional("factor", aFiniteNumber, 1 / 3),
  optional("totalIters", aFiniteNumber, 5),
  lastEpochParameter,
  verboseParameter,
);

/**
 * Multiplies the learning rate by a factor for the first epochs.
 *
 * @param optimizer Its groups' learning rates are set.
 * @param factor Factor of the learning rate at first, in (0, 1]. Default 1/3.
 * @param totalIters For how many epochs, >= 1. Default 5.
 * @param lastEpoch The epoch to go on from, for an optimizer that was loaded; -1: start anew. Default -1.
 * @param verbose True to print each learning rate that is set. Default false.
 * @throws {ValueError} for a factor out of range.
 * @throws {ArgumentError} for what is no optimizer, an unknown option, and one of the wrong kind.
 * @example
 * const optimizer = new SGD([tensor(1, { requiresGrad: true })], { lr: 1, momentum: 0.9 });
 * const scheduler = new ConstantLR(optimizer, { factor: 0.5, totalIters: 2 });
 * const rates = [0, 1, 2, 3, 4].map(() => {
 *   const { lr } = optimizer.paramGroups[0];
 *   optimizer.step();
 *   scheduler.step();
 *   return Math.round(lr * 1000) / 1000;
 * });
 * rates; // => [0.5, 0.5, 1, 1, 1]
 * @see https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ConstantLR.html
 */
export class ConstantLR extends LRScheduler<{ readonly factor: number; readonly totalIters: number }> {
  constructor(
    optimizer: Optimizer,
    factor?: number | ConstantLROptions,
    totalIters?: number | Omit<ConstantLROptions, "factor">,
    lastEpoch?: number | LRSchedulerOptions,
    verbose?: boolean | VerboseOption,
  ) {
    [optimizer, factor, totalIters, lastEpoch, verbose] = bind(constantSignature, arguments);
    if (!(factor > 0 && factor <= 1)) {
      throw new ValueError(
        `ConstantLR: Constant multiplicative factor expected to be between 0 and 1, and not 0, got ${factor}`,
      );
    }
    requireWhole("ConstantLR", "totalIters", totalIters);
    super(optimizer, { factor, totalIters }, lastEpoch, verbose);
  }

  protected override nextLr(): number[] {
    const { factor, totalIters } = this.settings;
    const change = this.lastEpoch === 0 ? factor : this.lastEpoch === totalIters ? 1 / factor : 1;
    return this.optimizer.paramGroups.map(({ lr }) => lr * change);
  }

  protected override closedFormLr(): number[] {
    const { factor, totalIters } = this.settings;
    return this.baseLrs.map((lr) => (this.lastEpoch >= totalIters ? lr : lr * factor));
  }
}

/** Options of {@link LinearLR}. */
export interface LinearLROptions extends LRSchedulerOptions {
  /** The factor at first, in (0, 1]. Default 1/3. */
  readonly startFactor?: number;
  /** The factor in the end, in [0, 1]. Default 1. */
  readonly endFactor?: number;
  /** Epochs from the first factor to the last. Default 5. */
  readonly totalIters?: number;
}

const linearSignature = defineSignature(
  "LinearLR",
  optimizerParameter,
  optional("startFactor", aFiniteNumber, 1 / 3),
  optional("endFactor", aFiniteNumber, 1),
  optional("totalIters", aFiniteNumber, 5),
  lastEpochParameter,
  verboseParameter,
);

/**
 * Multiplies the learning rate by a factor that goes evenly from one value to another, and stays there: a warm-up.
 *
 * @param optimizer Its groups' learning rates are set.
 * @param startFactor The factor at first, in (0, 1]. Default 1/3.
 * @param endFactor The factor in the end, in [0, 1]. Default 1.
 * @param totalIters Epochs from the first factor to the last, >= 1. Default 5.
 * @param lastEpoch The epoch to go on from, for an optimizer that was loaded; -1: start anew. Default -1.
 * @param verbose True to print each learning rate that is set. Default false.
 * @throws {ValueError} for factors out of range.
 * @throws {ArgumentError} for what is no optimizer, an unknown option, and one of the wrong kind.
 * @example
 * const optimizer = new SGD([tensor(1, { requiresGrad: true })], { lr: 1, momentum: 0.9 });
 * const scheduler = new LinearLR(optimizer, { startFactor: 0.25, totalIters: 3 });
 * const rates = [0, 1, 2, 3, 4].map(() => {
 *   const { lr } = optimizer.paramGroups[0];
 *   optimizer.step();
 *   scheduler.step();
 *   return Math.round(lr * 1000) / 1000;
 * });
 * rates; // => [0.25, 0.5, 0.75, 1, 1]
 * @see https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.LinearLR.html
 */
export class LinearLR extends LRScheduler<{
  readonly startFactor: number;
  readonly endFactor: number;
  readonly totalIters: number;
}> {
  constructor(
    optimizer: Optimizer,
    startFactor?: number | LinearLROptions,
    endFactor?: number | Omit<LinearLROptions, "startFactor">,
    totalIters?: number | Omit<LinearLROptions, "startFactor" | "endFactor">,
    lastEpoch?: number | LRSchedulerOptions,
    verbose?: boolean | VerboseOption,
  ) {
    [optimizer, startFactor, endFactor, totalIters, lastEpoch, verbose] = bind(linearSignature, arguments);
    if (!(startFactor > 0 && startFactor <= 1)) {
      throw new ValueError(
        `LinearLR: Starting multiplicative factor expected to be greater than 0 and less or equal to 1, got ${startFactor}`,
      );
    }
    if (!(endFactor >= 0 && endFactor <= 1)) {
      throw new ValueError(`LinearLR: Ending multiplicative factor expected to be between 0 and 1, got ${endFactor}`);
    }
    requireWhole("LinearLR", "totalIters", totalIters);
    super(optimizer, { startFactor, endFactor, totalIters }, lastEpoch, verbose);
  }

  protected override nextLr(): number[] {
    const { startFactor, endFactor, totalIters } = this.settings;
    const rise = endFactor - startFactor;
    const before = totalIters * startFactor + (this.lastEpoch - 1) * rise;
    // Rounding may take the last step to a factor of 0 below it, and no optimizer takes a negative rate.
    const step = Math.max(0, 1 + rise / before);
    const change = this.lastEpoch === 0 ? startFactor : this.lastEpoch > totalIters ? 1 : step;
    return this.optimizer.paramGroups.map(({ lr }) => lr * change);
  }

  protected override closedFormLr(): number[] {
    const { startFactor, endFactor, totalIters } = this.settings;
    const share = Math.min(totalIters, this.lastEpoch) / totalIters;
    return this.baseLrs.map((lr) => lr * (startFactor + (endFactor - startFactor) * share));
  }
}

/** Options of {@link PolynomialLR}. */
export interface PolynomialLROptions extends LRSchedulerOptions {
  /** Epochs until the learning rate is 0. Default 5. */
  readonly totalIters?: number;
  /** The power of the polynomial. Default 1. */
  readonly power?: number;
}

const polynomialSignature = defineSignature(
  "PolynomialLR",
  optimizerParameter,
  optional("totalIters", aFiniteNumber, 5),
  optional("power", aFiniteNumber, 1),
  lastEpochParameter,
  verboseParameter,
);

/**
 * Lets the learning rate fall to 0 as a power: `base * (1 - epoch / totalIters)^power`.
 *
 * @param optimizer Its groups' learning rates are set.
 * @param totalIters Epochs until the learning rate is 0, >= 1. Default 5.
 * @param power The power of the polynomial. Default 1.
 * @param lastEpoch The epoch to go on from, for an optimizer that was loaded; -1: start anew. Default -1.
 * @param verbose True to print each learning rate that is set. Default false.
 * @throws {ArgumentError} for what is no optimizer, an unknown option, and one of the wrong kind.
 * @example
 * const optimizer = new SGD([tensor(1, { requiresGrad: true })], { lr: 1, momentum: 0.9 });
 * const scheduler = new PolynomialLR(optimizer, { totalIters: 4 });
 * const rates = [0, 1, 2, 3, 4].map(() => {
 *   const { lr } = optimizer.paramGroups[0];
 *   optimizer.step();
 *   scheduler.step();
 *   return Math.round(lr * 1000) / 1000;
 * });
 * rates; // => [1, 0.75, 0.5, 0.25, 0]
 * @see https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.PolynomialLR.html
 */
export class PolynomialLR extends LRScheduler<{ readonly totalIters: number; readonly power: number }> {
  constructor(
    optimizer: Optimizer,
    totalIters?: number | PolynomialLROptions,
    power?: number | Omit<PolynomialLROptions, "totalIters">,
    lastEpoch?: number | LRSchedulerOptions,
    verbose?: boolean | VerboseOption,
  ) {
    [optimizer, totalIters, power, lastEpoch, verbose] = bind(polynomialSignature, arguments);
    requireWhole("PolynomialLR", "totalIters", totalIters);
    super(optimizer, { totalIters, power }, lastEpoch, verbose);
  }

  protected override nextLr(): number[] {
    const { totalIters, power } = this.settings;
    const { lastEpoch } = this;
    const stays = lastEpoch === 0 || lastEpoch > totalIters;
    const change = stays ? 1 : ((1 - lastEpoch / totalIters) / (1 - (lastEpoch - 1) / totalIters)) ** power;
    return this.optimizer.paramGroups.map(({ lr }) => lr * change);
  }

  protected override closedFormLr(): number[] {
    const { totalIters, power } = this.settings;
    return this.baseLrs.map((lr) => lr * (1 - Math.min(totalIters, this.lastEpoch) / totalIters) ** power);
  }
}
