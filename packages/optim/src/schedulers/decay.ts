import { ValueError } from "@lumbre/tensor";
import type { Optimizer } from "../optimizer.js";
import { LRScheduler, type LRSchedulerOptions, requireWhole } from "./lrScheduler.js";

/** Options of {@link StepLR} and {@link MultiStepLR}. */
export interface StepLROptions extends LRSchedulerOptions {
  /** Factor of the learning rate. Default 0.1. */
  readonly gamma?: number;
}

/**
 * Multiplies the learning rate by gamma every `stepSize` epochs: `base * gamma^floor(epoch / stepSize)`.
 *
 * @param stepSize Epochs, >= 1.
 * @param options.gamma Factor of the learning rate. Default 0.1.
 * @throws {ValueError} unless stepSize is a whole number >= 1.
 * @example
 * const optimizer = new SGD([tensor(1, { requiresGrad: true })], { lr: 1 });
 * const scheduler = new StepLR(optimizer, 2, { gamma: 0.5 });
 * const rates = [0, 1, 2, 3].map(() => {
 *   optimizer.step();
 *   scheduler.step();
 *   return optimizer.paramGroups[0].lr;
 * });
 * rates; // => [1, 0.5, 0.5, 0.25]
 * @see https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.StepLR.html
 */
export class StepLR extends LRScheduler<{ readonly stepSize: number; readonly gamma: number }> {
  constructor(optimizer: Optimizer, stepSize: number, options: StepLROptions = {}) {
    requireWhole("StepLR", "stepSize", stepSize);
    super(optimizer, { stepSize, gamma: options.gamma ?? 0.1 }, options);
  }

  protected override nextLr(): number[] {
    const { stepSize, gamma } = this.settings;
    const factor = this.lastEpoch === 0 || this.lastEpoch % stepSize !== 0 ? 1 : gamma;
    return this.optimizer.paramGroups.map(({ lr }) => lr * factor);
  }

  protected override closedFormLr(): number[] {
    const { stepSize, gamma } = this.settings;
    return this.baseLrs.map((lr) => lr * gamma ** Math.floor(this.lastEpoch / stepSize));
  }
}

/**
 * Multiplies the learning rate by gamma at each of some epochs; at one that is named twice, by its square.
 *
 * @param milestones Epochs.
 * @param options.gamma Factor of the learning rate. Default 0.1.
 * @example
 * const optimizer = new SGD([tensor(1, { requiresGrad: true })], { lr: 1, momentum: 0.9 });
 * const scheduler = new MultiStepLR(optimizer, [1, 3], { gamma: 0.5 });
 * const rates = [0, 1, 2, 3, 4].map(() => {
 *   const { lr } = optimizer.paramGroups[0];
 *   optimizer.step();
 *   scheduler.step();
 *   return Math.round(lr * 1000) / 1000;
 * });
 * rates; // => [1, 0.5, 0.5, 0.25, 0.25]
 * @see https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.MultiStepLR.html
 */
export class MultiStepLR extends LRScheduler<{ readonly milestones: readonly number[]; readonly gamma: number }> {
  constructor(optimizer: Optimizer, milestones: readonly number[], options: StepLROptions = {}) {
    super(optimizer, { milestones: [...milestones], gamma: options.gamma ?? 0.1 }, options);
  }

  protected override nextLr(): number[] {
    const { milestones, gamma } = this.settings;
    const count = milestones.filter((epoch) => epoch === this.lastEpoch).length;
    return this.optimizer.paramGroups.map(({ lr }) => lr * gamma ** count);
  }

  protected override closedFormLr(): number[] {
    const { milestones, gamma } = this.settings;
    const count = milestones.filter((epoch) => epoch <= this.lastEpoch).length;
    return this.baseLrs.map((lr) => lr * gamma ** count);
  }
}

/**
 * Multiplies the learning rate by gamma every epoch: `base * gamma^epoch`.
 *
 * @example
 * const optimizer = new SGD([tensor(1, { requiresGrad: true })], { lr: 1, momentum: 0.9 });
 * const scheduler = new ExponentialLR(optimizer, 0.5);
 * const rates = [0, 1, 2, 3, 4].map(() => {
 *   const { lr } = optimizer.paramGroups[0];
 *   optimizer.step();
 *   scheduler.step();
 *   return Math.round(lr * 1000) / 1000;
 * });
 * rates; // => [1, 0.5, 0.25, 0.125, 0.063]
 * @see https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ExponentialLR.html
 */
export class ExponentialLR extends LRScheduler<{ readonly gamma: number }> {
  constructor(optimizer: Optimizer, gamma: number, options: LRSchedulerOptions = {}) {
    super(optimizer, { gamma }, options);
  }

  protected override nextLr(): number[] {
    const factor = this.lastEpoch === 0 ? 1 : this.settings.gamma;
    return this.optimizer.paramGroups.map(({ lr }) => lr * factor);
  }

  protected override closedFormLr(): number[] {
    return this.baseLrs.map((lr) => lr * this.settings.gamma ** this.lastEpoch);
  }
}

/** Options of {@link ConstantLR}. */
export interface ConstantLROptions extends LRSchedulerOptions {
  /** Factor of the learning rate at first, in (0, 1]. Default 1/3. */
  readonly factor?: number;
  /** For how many epochs. Default 5. */
  readonly totalIters?: number;
}

/**
 * Multiplies the learning rate by a factor for the first epochs.
 *
 * @param options.factor Factor of the learning rate at first, in (0, 1]. Default 1/3.
 * @param options.totalIters For how many epochs, >= 1. Default 5.
 * @throws {ValueError} for a factor out of range.
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
  constructor(optimizer: Optimizer, options: ConstantLROptions = {}) {
    const { factor = 1 / 3, totalIters = 5 } = options;
    if (!(factor > 0 && factor <= 1)) {
      throw new ValueError(
        `ConstantLR: Constant multiplicative factor expected to be between 0 and 1, and not 0, got ${factor}`,
      );
    }
    requireWhole("ConstantLR", "totalIters", totalIters);
    super(optimizer, { factor, totalIters }, options);
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

/**
 * Multiplies the learning rate by a factor that goes evenly from one value to another, and stays there: a warm-up.
 *
 * @param options.startFactor The factor at first, in (0, 1]. Default 1/3.
 * @param options.endFactor The factor in the end, in [0, 1]. Default 1.
 * @param options.totalIters Epochs from the first factor to the last, >= 1. Default 5.
 * @throws {ValueError} for factors out of range.
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
  constructor(optimizer: Optimizer, options: LinearLROptions = {}) {
    const { startFactor = 1 / 3, endFactor = 1, totalIters = 5 } = options;
    if (!(startFactor > 0 && startFactor <= 1)) {
      throw new ValueError(
        `LinearLR: Starting multiplicative factor expected to be greater than 0 and less or equal to 1, got ${startFactor}`,
      );
    }
    if (!(endFactor >= 0 && endFactor <= 1)) {
      throw new ValueError(`LinearLR: Ending multiplicative factor expected to be between 0 and 1, got ${endFactor}`);
    }
    requireWhole("LinearLR", "totalIters", totalIters);
    super(optimizer, { startFactor, endFactor, totalIters }, options);
  }

  protected override nextLr(): number[] {
    const { startFactor, endFactor, totalIters } = this.settings;
    const rise = endFactor - startFactor;
    const before = totalIters * startFactor + (this.lastEpoch - 1) * rise;
    const change = this.lastEpoch === 0 ? startFactor : this.lastEpoch > totalIters ? 1 : 1 + rise / before;
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

/**
 * Lets the learning rate fall to 0 as a power: `base * (1 - epoch / totalIters)^power`.
 *
 * @param options.totalIters Epochs until the learning rate is 0, >= 1. Default 5.
 * @param options.power The power of the polynomial. Default 1.
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
  constructor(optimizer: Optimizer, options: PolynomialLROptions = {}) {
    const { totalIters = 5, power = 1 } = options;
    requireWhole("PolynomialLR", "totalIters", totalIters);
    super(optimizer, { totalIters, power }, options);
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

/** Options of {@link CosineAnnealingLR}. */
export interface CosineAnnealingLROptions extends LRSchedulerOptions {
  /** The smallest learning rate. Default 0. */
  readonly etaMin?: number;
}

/**
 * Lets the learning rate fall along half a cosine, and rise again: `etaMin + (base - etaMin) * (1 + cos(pi * epoch / tMax)) / 2`.
 *
 * @param tMax Epochs from the largest learning rate to the smallest, >= 1.
 * @param options.etaMin The smallest learning rate. Default 0.
 * @throws {ValueError} unless tMax is a whole number >= 1.
 * @example
 * const optimizer = new SGD([tensor(1, { requiresGrad: true })], { lr: 1, momentum: 0.9 });
 * const scheduler = new CosineAnnealingLR(optimizer, 4);
 * const rates = [0, 1, 2, 3, 4].map(() => {
 *   const { lr } = optimizer.paramGroups[0];
 *   optimizer.step();
 *   scheduler.step();
 *   return Math.round(lr * 1000) / 1000;
 * });
 * rates; // => [1, 0.854, 0.5, 0.146, 0]
 * @see https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CosineAnnealingLR.html
 * @see https://arxiv.org/abs/1608.03983 Loshchilov, Hutter: SGDR
 */
export class CosineAnnealingLR extends LRScheduler<{ readonly tMax: number; readonly etaMin: number }> {
  constructor(optimizer: Optimizer, tMax: number, options: CosineAnnealingLROptions = {}) {
    requireWhole("CosineAnnealingLR", "tMax", tMax);
    super(optimizer, { tMax, etaMin: options.etaMin ?? 0 }, options);
  }

  protected override nextLr(): number[] {
    const { tMax, etaMin } = this.settings;
    const { lastEpoch } = this;
    const { paramGroups } = this.optimizer;
    if (lastEpoch === 0) return paramGroups.map(({ lr }) => lr);
    if (this.stepCount === 1) return this.closedFormLr();
    // At the bottom the present rate says nothing any more: the first step up is made from nothing.
    if ((lastEpoch - 1 - tMax) % (2 * tMax) === 0) {
      const rise = (1 - Math.cos(Math.PI / tMax)) / 2;
      return paramGroups.map(({ lr }, i) => lr + (this.baseLrs[i] - etaMin) * rise);
    }
    const height = (epoch: number): number => 1 + Math.cos((Math.PI * epoch) / tMax);
    const change = height(lastEpoch) / height(lastEpoch - 1);
    return paramGroups.map(({ lr }) => change * (lr - etaMin) + etaMin);
  }

  protected override closedFormLr(): number[] {
    const { tMax, etaMin } = this.settings;
    const height = (1 + Math.cos((Math.PI * this.lastEpoch) / tMax)) / 2;
    return this.baseLrs.map((lr) => etaMin + (lr - etaMin) * height);
  }
}
