import { ValueError } from "@lumbre/tensor";
import { aFunction, bind, defineKind, defineSignature, type Kind, required } from "@lumbre/tensor/engine";
import type { Optimizer } from "../optimizer.js";
import {
  type LRSchedulerOptions,
  lastEpochParameter,
  optimizerParameter,
  type VerboseOption,
  verboseParameter,
} from "./arguments.js";
import { LRScheduler } from "./lrScheduler.js";

/** A factor from the epoch. */
export type LRLambda = (epoch: number) => number;

type LRLambdas = LRLambda | readonly LRLambda[];

interface Lambdas {
  readonly lrLambdas: readonly LRLambda[];
}

const lambdas: Kind<LRLambdas> = defineKind(
  "a function of the epoch, or a list of them, one per group",
  (value) => aFunction().accepts(value) || (Array.isArray(value) && value.every(aFunction().accepts)),
);

const lambdaSignature = /* @__NO_SIDE_EFFECTS__ */ (name: string) =>
  defineSignature(name, optimizerParameter, required("lrLambda", lambdas), lastEpochParameter, verboseParameter);
const signature = lambdaSignature("LambdaLR");
const multiplicativeSignature = lambdaSignature("MultiplicativeLR");

function lambdasFor(name: string, optimizer: Optimizer, given: LRLambdas): Lambdas {
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
 * @param optimizer Its groups' learning rates are set.
 * @param lrLambda One function for all groups, or one for each.
 * @param lastEpoch The epoch to go on from, for an optimizer that was loaded; -1: start anew. Default -1.
 * @param verbose True to print each learning rate that is set. Default false.
 * @throws {ValueError} unless there are as many functions as groups.
 * @throws {ArgumentError} for what is no optimizer, an unknown option, and one of the wrong kind.
 * @example
 * const optimizer = new SGD([tensor(1, { requiresGrad: true })], { lr: 1 });
 * const scheduler = new LambdaLR(optimizer, (epoch) => 1 / (1 + epoch));
 * optimizer.step();
 * scheduler.step();
 * scheduler.getLastLr(); // => [0.5]
 * @see https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.LambdaLR.html
 */
export class LambdaLR extends LRScheduler<Lambdas> {
  constructor(
    optimizer: Optimizer,
    lrLambda: LRLambdas | (LRSchedulerOptions & { readonly lrLambda: LRLambdas }),
    lastEpoch?: number | LRSchedulerOptions,
    verbose?: boolean | VerboseOption,
  ) {
    const [bound, given, last, isVerbose] = bind(signature, arguments);
    super(bound, lambdasFor("LambdaLR", bound, given), last, isVerbose);
  }

  protected override nextLr(): number[] {
    return this.baseLrs.map((lr, i) => lr * this.settings.lrLambdas[i](this.lastEpoch));
  }
}

/**
 * Multiplies the learning rate of the epoch before by what a function of the epoch gives.
 *
 * @param optimizer Its groups' learning rates are set.
 * @param lrLambda One function for all groups, or one for each.
 * @param lastEpoch The epoch to go on from, for an optimizer that was loaded; -1: start anew. Default -1.
 * @param verbose True to print each learning rate that is set. Default false.
 * @throws {ValueError} unless there are as many functions as groups.
 * @throws {ArgumentError} for what is no optimizer, an unknown option, and one of the wrong kind.
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
  constructor(
    optimizer: Optimizer,
    lrLambda: LRLambdas | (LRSchedulerOptions & { readonly lrLambda: LRLambdas }),
    lastEpoch?: number | LRSchedulerOptions,
    verbose?: boolean | VerboseOption,
  ) {
    const [bound, given, last, isVerbose] = bind(multiplicativeSignature, arguments);
    super(bound, lambdasFor("MultiplicativeLR", bound, given), last, isVerbose);
  }

  protected override nextLr(): number[] {
    const { lrLambdas } = this.settings;
    const factor = (i: number): number => (this.lastEpoch > 0 ? lrLambdas[i](this.lastEpoch) : 1);
    return this.optimizer.paramGroups.slice(0, this.baseLrs.length).map(({ lr }, i) => lr * factor(i));
  }
}
