import { ValueError } from "@lumbre/tensor";
import type { Optimizer } from "../optimizer.js";
import { LRScheduler, type LRSchedulerOptions } from "./lrScheduler.js";

/** A factor from the epoch. */
export type LRLambda = (epoch: number) => number;

interface Lambdas {
  readonly lrLambdas: readonly LRLambda[];
}

function lambdasFor(name: string, optimizer: Optimizer, given: LRLambda | readonly LRLambda[]): Lambdas {
  const count = optimizer.paramGroups.length;
  const lrLambdas = typeof given === "function" ? new Array<LRLambda>(count).fill(given) : given;
  if (lrLambdas.length !== count) {
    throw new ValueError(`${name}: Expected ${count} lr_lambdas, but got ${lrLambdas.length}; one per parameter group`);
  }
  return { lrLambdas };
}

/**
 * Multiplies the first learning rate by what a function of the epoch gives: `base * lrLambda(epoch)`.
 *
 * @param lrLambda One function for all groups, or one for each.
 * @throws {ValueError} unless there are as many functions as groups.
 * @example
 * const optimizer = new SGD([tensor(1, { requiresGrad: true })], { lr: 1 });
 * const scheduler = new LambdaLR(optimizer, (epoch) => 1 / (1 + epoch));
 * optimizer.step();
 * scheduler.step();
 * scheduler.getLastLr(); // => [0.5]
 * @see https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.LambdaLR.html
 */
export class LambdaLR extends LRScheduler<Lambdas> {
  constructor(optimizer: Optimizer, lrLambda: LRLambda | readonly LRLambda[], options: LRSchedulerOptions = {}) {
    super(optimizer, lambdasFor("LambdaLR", optimizer, lrLambda), options);
  }

  protected override nextLr(): number[] {
    return this.baseLrs.map((lr, i) => lr * this.settings.lrLambdas[i](this.lastEpoch));
  }
}

/**
 * Multiplies the learning rate of the epoch before by what a function of the epoch gives.
 *
 * @param lrLambda One function for all groups, or one for each.
 * @throws {ValueError} unless there are as many functions as groups.
 * @example
 * const optimizer = new SGD([tensor(1, { requiresGrad: true })], { lr: 1, momentum: 0.9 });
 * const scheduler = new MultiplicativeLR(optimizer, (epoch) => (epoch < 3 ? 0.5 : 1));
 * const rates = [0, 1, 2, 3, 4].map(() => {
 *   const { lr } = optimizer.paramGroups[0];
 *   optimizer.step();
 *   scheduler.step();
 *   return Math.round(lr * 1000) / 1000;
 * });
 * rates; // => [1, 0.5, 0.25, 0.25, 0.25]
 * @see https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.MultiplicativeLR.html
 */
export class MultiplicativeLR extends LRScheduler<Lambdas> {
  constructor(optimizer: Optimizer, lrLambda: LRLambda | readonly LRLambda[], options: LRSchedulerOptions = {}) {
    super(optimizer, lambdasFor("MultiplicativeLR", optimizer, lrLambda), options);
  }

  protected override nextLr(): number[] {
    const factor = (i: number): number => (this.lastEpoch > 0 ? this.settings.lrLambdas[i](this.lastEpoch) : 1);
    return this.optimizer.paramGroups.map(({ lr }, i) => lr * factor(i));
  }
}
