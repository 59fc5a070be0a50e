import { ValueError } from "@lumbre/tensor";
import { type AnyOptimizer, LRScheduler, requireSteps } from "./scheduler.js";

/**
 * Multiplies the learning rate by gamma every `stepSize` epochs: `lr = base * gamma ** floor(epoch / stepSize)`.
 *
 * @param gamma Default 0.1.
 * @throws {ValueError} unless stepSize is a whole number >= 1.
 * @see https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.StepLR.html
 */
export class StepLR extends LRScheduler {
  constructor(
    optimizer: AnyOptimizer,
    readonly stepSize: number,
    readonly gamma = 0.1,
  ) {
    super(optimizer);
    requireSteps("StepLR", "stepSize", stepSize);
    this.apply();
  }

  protected rate(epoch: number, base: number): number {
    return base * this.gamma ** Math.floor(epoch / this.stepSize);
  }
}

/**
 * Multiplies the learning rate by gamma at each of some epochs.
 *
 * @param gamma Default 0.1.
 * @see https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.MultiStepLR.html
 */
export class MultiStepLR extends LRScheduler {
  constructor(
    optimizer: AnyOptimizer,
    readonly milestones: readonly number[],
    readonly gamma = 0.1,
  ) {
    super(optimizer);
    this.apply();
  }

  protected rate(epoch: number, base: number): number {
    return base * this.gamma ** this.milestones.filter((milestone) => milestone <= epoch).length;
  }
}

/**
 * Multiplies the learning rate by gamma every epoch: `lr = base * gamma ** epoch`.
 * @see https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ExponentialLR.html
 */
export class ExponentialLR extends LRScheduler {
  constructor(
    optimizer: AnyOptimizer,
    readonly gamma: number,
  ) {
    super(optimizer);
    this.apply();
  }

  protected rate(epoch: number, base: number): number {
    return base * this.gamma ** epoch;
  }
}

/**
 * Moves the learning rate along half a cosine, and back: `etaMin + (base - etaMin) * (1 + cos(pi * epoch / tMax)) / 2`.
 *
 * @param tMax Epochs from top to bottom, >= 1.
 * @param etaMin The bottom. Default 0.
 * @throws {ValueError} unless tMax is a whole number >= 1.
 * @see https://arxiv.org/abs/1608.03983 Loshchilov, Hutter
 * @see https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CosineAnnealingLR.html
 */
export class CosineAnnealingLR extends LRScheduler {
  constructor(
    optimizer: AnyOptimizer,
    readonly tMax: number,
    readonly etaMin = 0,
  ) {
    super(optimizer);
    requireSteps("CosineAnnealingLR", "tMax", tMax);
    this.apply();
  }

  protected rate(epoch: number, base: number): number {
    return this.etaMin + ((base - this.etaMin) * (1 + Math.cos((Math.PI * epoch) / this.tMax))) / 2;
  }
}

/** Options of {@link LinearLR}. */
export interface LinearLROptions {
  /** Factor at the start, in (0, 1]. Default 1/3. */
  readonly startFactor?: number;
  /** Factor at the end, in [0, 1]. Default 1. */
  readonly endFactor?: number;
  /** Epochs from start to end. Default 5. */
  readonly totalIters?: number;
}

/**
 * Multiplies the learning rate by a factor that goes evenly from start to end, and stays.
 *
 * @throws {ValueError} for factors out of range.
 * @see https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.LinearLR.html
 */
export class LinearLR extends LRScheduler {
  readonly startFactor: number;
  readonly endFactor: number;
  readonly totalIters: number;

  constructor(optimizer: AnyOptimizer, options: LinearLROptions = {}) {
    super(optimizer);
    const { startFactor = 1 / 3, endFactor = 1, totalIters = 5 } = options;
    if (!(startFactor > 0 && startFactor <= 1))
      throw new ValueError(
        `LinearLR: starting multiplicative factor expected to be greater than 0 and less or equal to 1, got ${startFactor}`,
      );
    if (!(endFactor >= 0 && endFactor <= 1))
      throw new ValueError(`LinearLR: ending multiplicative factor expected to be between 0 and 1, got ${endFactor}`);
    requireSteps("LinearLR", "totalIters", totalIters);
    this.startFactor = startFactor;
    this.endFactor = endFactor;
    this.totalIters = totalIters;
    this.apply();
  }

  protected rate(epoch: number, base: number): number {
    const share = Math.min(epoch, this.totalIters) / this.totalIters;
    return base * (this.startFactor + (this.endFactor - this.startFactor) * share);
  }
}

/**
 * Multiplies the learning rate by a factor for the first epochs, and then leaves it.
 *
 * @param factor In [0, 1]. Default 1/3.
 * @param totalIters Default 5.
 * @throws {ValueError} for a factor out of range.
 * @see https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ConstantLR.html
 */
export class ConstantLR extends LRScheduler {
  constructor(
    optimizer: AnyOptimizer,
    readonly factor = 1 / 3,
    readonly totalIters = 5,
  ) {
    super(optimizer);
    if (!(factor >= 0 && factor <= 1))
      throw new ValueError(`ConstantLR: constant multiplicative factor expected to be between 0 and 1, got ${factor}`);
    this.apply();
  }

  protected rate(epoch: number, base: number): number {
    return epoch < this.totalIters ? base * this.factor : base;
  }
}

/**
 * Lets the learning rate fall to 0 as a power: `base * (1 - epoch / totalIters) ** power`.
 *
 * @param totalIters Default 5.
 * @param power Default 1.
 * @see https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.PolynomialLR.html
 */
export class PolynomialLR extends LRScheduler {
  constructor(
    optimizer: AnyOptimizer,
    readonly totalIters = 5,
    readonly power = 1,
  ) {
    super(optimizer);
    requireSteps("PolynomialLR", "totalIters", totalIters);
    this.apply();
  }

  protected rate(epoch: number, base: number): number {
    return base * (1 - Math.min(epoch, this.totalIters) / this.totalIters) ** this.power;
  }
}

/**
 * Multiplies the learning rate by what a function of the epoch gives; one function for all groups, or one for each.
 *
 * @throws {ValueError} unless there are as many functions as groups.
 * @example
 * const optimizer = new SGD([tensor([1], { requiresGrad: true })], { lr: 1 });
 * const scheduler = new LambdaLR(optimizer, (epoch) => 1 / (1 + epoch));
 * scheduler.step();
 * scheduler.getLastLr(); // => [0.5]
 * @see https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.LambdaLR.html
 */
export class LambdaLR extends LRScheduler {
  private readonly lambdas: readonly ((epoch: number) => number)[];

  constructor(optimizer: AnyOptimizer, lrLambda: ((epoch: number) => number) | readonly ((epoch: number) => number)[]) {
    super(optimizer);
    const count = optimizer.paramGroups.length;
    this.lambdas = typeof lrLambda === "function" ? new Array(count).fill(lrLambda) : lrLambda;
    if (this.lambdas.length !== count)
      throw new ValueError(`LambdaLR: expected ${count} lrLambdas, but got ${this.lambdas.length}`);
    this.apply();
  }

  protected rate(epoch: number, base: number, group: number): number {
    return base * this.lambdas[group](epoch);
  }
}
