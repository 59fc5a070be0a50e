import type { Tensor } from "@lumbre/tensor";
import type { Buffer } from "../module/buffer.js";
import { checkTarget, checkWeight, countLabels, pickTargets } from "./labels.js";
import { Loss, weightBuffer } from "./loss.js";
import { type ReductionOptions, reduceLoss, requireReduction } from "./reduction.js";

/** Options of {@link nllLoss}. */
export interface NllLossOptions extends ReductionOptions {
  /** One weight per class, [C]. Default: all 1. */
  readonly weight?: Tensor | null;
  /** Targets of this value count for nothing. Default -100. */
  readonly ignoreIndex?: number;
}

/**
 * Minus the log-probability of each target class.
 * @throws {IndexError} for a target that is no class.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.NLLLoss.html
 */
export class NLLLoss extends Loss<NllLossOptions> {
  weight: Buffer | null;

  constructor(options: NllLossOptions = {}) {
    super(options);
    this.weight = weightBuffer(options.weight);
  }

  forward(x: Tensor, target: Tensor): Tensor {
    return nllLoss(x, target, { ...this.options, weight: this.weight });
  }
}

/**
 * Minus the log-probability of each target class.
 *
 * Shapes: x [N, C], [N, C, d..] or [C] holds log-probabilities; target [N], [N, d..] or [] holds classes, int32.
 * The mean divides by the sum of the targets' weights; if every target is ignored it is NaN.
 * @throws {IndexError} for a target that is no class.
 * @throws {ShapeError} when target does not fit.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.nll_loss.html
 */
export function nllLoss(x: Tensor, target: Tensor, options: NllLossOptions = {}): Tensor {
  const { weight = null, ignoreIndex = -100, reduction = "mean" } = options;
  requireReduction("nllLoss", reduction);
  checkTarget("nllLoss", x, target);
  checkWeight("nllLoss", x, weight);
  countLabels("nllLoss", target, x.shape[x.ndim === 1 ? 0 : 1], ignoreIndex);
  const { nll, weights } = pickTargets(x, target, weight, ignoreIndex);
  const losses = nll.mul(weights);
  return reduction === "mean" ? losses.sum().div(weights.sum()) : reduceLoss("nllLoss", losses, reduction);
}
