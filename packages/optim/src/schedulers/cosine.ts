import { aFiniteNumber, bind, defineSignature, optional, required } from "@lumbre/tensor/engine";
import type { Optimizer } from "../optimizer.js";
import {
  type LRSchedulerOptions,
  lastEpochParameter,
  optimizerParameter,
  type VerboseOption,
  verboseParameter,
} from "./arguments.js";
import { LRScheduler, requireWhole } from "./lrScheduler.js";

/** Options of {@link CosineAnnealingLR}. */
export interface CosineAnnealingLROptions extends LRSchedulerOptions {
  /** The smallest learning rate. Default 0. */
  readonly etaMin?: number;
}

const signature = defineSignature(
  "CosineAnnealingLR",
  optimizerParameter,
  required("tMax", aFiniteNumber),
  optional("etaMin", aFiniteNumber, 0),
  lastEpochParameter,
  verboseParameter,
);

/**
 * Lets the learning rate fall along half a cosine, and rise again: `etaMin + (base - etaMin) * (1 + cos(pi * epoch / tMax)) / 2`.
 *
 * @param optimizer Its groups' learning rates are set.
 * @param tMax Epochs from the largest learning rate to the smallest, >= 1.
 * @param etaMin The smallest learning rate. Default 0.
 * @param lastEpoch The epoch to go on from, for an optimizer that was loaded; -1: start anew. Default -1.
 * @param verbose True to print each learning rate that is set. Default false.
 * @throws {ValueError} unless tMax is a whole number >= 1.
 * @throws {ArgumentError} for what is no optimizer, an unknown option, and one of the wrong kind.
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
  constructor(
    optimizer: Optimizer,
    tMax: number | (CosineAnnealingLROptions & { readonly tMax: number }),
    etaMin?: number | CosineAnnealingLROptions,
    lastEpoch?: number | LRSchedulerOptions,
    verbose?: boolean | VerboseOption,
  ) {
    [optimizer, tMax, etaMin, lastEpoch, verbose] = bind(signature, arguments);
    requireWhole("CosineAnnealingLR", "tMax", tMax);
    super(optimizer, { tMax, etaMin }, lastEpoch, verbose);
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
      return this.baseLrs.slice(0, paramGroups.length).map((base, i) => paramGroups[i].lr + (base - etaMin) * rise);
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
