import { aFiniteNumber, bind, defineSignature, required } from "@lumbre/tensor/engine";
import type { Optimizer } from "../optimizer.js";
import {
  gammaParameter,
  type LRSchedulerOptions,
  lastEpochParameter,
  milestonesKind,
  optimizerParameter,
  type VerboseOption,
  verboseParameter,
} from "./arguments.js";
import { LRScheduler, requireWhole } from "./lrScheduler.js";

/** Options of {@link StepLR} and {@link MultiStepLR}. */
export interface StepLROptions extends LRSchedulerOptions {
  /** Factor of the learning rate. Default 0.1. */
  readonly gamma?: number;
}

const stepSignature = defineSignature(
  "StepLR",
  optimizerParameter,
  required("stepSize", aFiniteNumber),
  gammaParameter,
  lastEpochParameter,
  verboseParameter,
);
const multiStepSignature = defineSignature(
  "MultiStepLR",
  optimizerParameter,
  required("milestones", milestonesKind),
  gammaParameter,
  lastEpochParameter,
  verboseParameter,
);
const exponentialSignature = defineSignature(
  "ExponentialLR",
  optimizerParameter,
  required("gamma", aFiniteNumber),
  lastEpochParameter,
  verboseParameter,
);

/**
 * Multiplies the learning rate by gamma every `stepSize` epochs: `base * gamma^floor(epoch / stepSize)`.
 *
 * @param optimizer Its groups' learning rates are set.
 * @param stepSize Epochs, >= 1.
 * @param gamma Factor of the learning rate. Default 0.1.
 * @param lastEpoch The epoch to go on from, for an optimizer that was loaded; -1: start anew. Default -1.
 * @param verbose True to print each learning rate that is set. Default false.
 * @throws {ValueError} unless stepSize is a whole number >= 1.
 * @throws {ArgumentError} for what is no optimizer, an unknown option, and one of the wrong kind.
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
  constructor(
    optimizer: Optimizer,
    stepSize: number | (StepLROptions & { readonly stepSize: number }),
    gamma?: number | StepLROptions,
    lastEpoch?: number | LRSchedulerOptions,
    verbose?: boolean | VerboseOption,
  ) {
    [optimizer, stepSize, gamma, lastEpoch, verbose] = bind(stepSignature, arguments);
    requireWhole("StepLR", "stepSize", stepSize);
    super(optimizer, { stepSize, gamma }, lastEpoch, verbose);
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

/** How often each epoch was named, as PyTorch's state dict has it. */
type Milestones = Readonly<Record<number, number>>;

/**
 * Multiplies the learning rate by gamma at each of some epochs; at one that is named twice, by its square.
 *
 * @param optimizer Its groups' learning rates are set.
 * @param milestones Epochs.
 * @param gamma Factor of the learning rate. Default 0.1.
 * @param lastEpoch The epoch to go on from, for an optimizer that was loaded; -1: start anew. Default -1.
 * @param verbose True to print each learning rate that is set. Default false.
 * @throws {ArgumentError} for what is no optimizer, an unknown option, and one of the wrong kind.
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
export class MultiStepLR extends LRScheduler<{ readonly milestones: Milestones; readonly gamma: number }> {
  constructor(
    optimizer: Optimizer,
    milestones: readonly number[] | (StepLROptions & { readonly milestones: readonly number[] }),
    gamma?: number | StepLROptions,
    lastEpoch?: number | LRSchedulerOptions,
    verbose?: boolean | VerboseOption,
  ) {
    const [bound, epochs, factor, last, isVerbose] = bind(multiStepSignature, arguments);
    const counts: Record<number, number> = {};
    for (const epoch of epochs) counts[epoch] = (counts[epoch] ?? 0) + 1;
    super(bound, { milestones: counts, gamma: factor }, last, isVerbose);
  }

  protected override nextLr(): number[] {
    const { milestones, gamma } = this.settings;
    const count = milestones[this.lastEpoch] ?? 0;
    return this.optimizer.paramGroups.map(({ lr }) => lr * gamma ** count);
  }

  protected override closedFormLr(): number[] {
    const { milestones, gamma } = this.settings;
    const passed = Object.entries(milestones).filter(([epoch]) => Number(epoch) <= this.lastEpoch);
    const count = passed.reduce((sum, [, times]) => sum + times, 0);
    return this.baseLrs.map((lr) => lr * gamma ** count);
  }
}

/**
 * Multiplies the learning rate by gamma every epoch: `base * gamma^epoch`.
 *
 * @param optimizer Its groups' learning rates are set.
 * @param gamma Factor of the learning rate.
 * @param lastEpoch The epoch to go on from, for an optimizer that was loaded; -1: start anew. Default -1.
 * @param verbose True to print each learning rate that is set. Default false.
 * @throws {ArgumentError} for what is no optimizer, an unknown option, and one of the wrong kind.
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
  constructor(
    optimizer: Optimizer,
    gamma: number | (LRSchedulerOptions & { readonly gamma: number }),
    lastEpoch?: number | LRSchedulerOptions,
    verbose?: boolean | VerboseOption,
  ) {
    [optimizer, gamma, lastEpoch, verbose] = bind(exponentialSignature, arguments);
    super(optimizer, { gamma }, lastEpoch, verbose);
  }

  protected override nextLr(): number[] {
    const factor = this.lastEpoch === 0 ? 1 : this.settings.gamma;
    return this.optimizer.paramGroups.map(({ lr }) => lr * factor);
  }

  protected override closedFormLr(): number[] {
    return this.baseLrs.map((lr) => lr * this.settings.gamma ** this.lastEpoch);
  }
}
