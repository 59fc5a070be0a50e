import type { Tensor } from "@lumbre/tensor";
import { Loss } from "./loss.js";
import { reduceLoss } from "./reduction.js";

/** Options of {@link klDiv}. */
export interface KlDivOptions {
  /** `"batchmean"` divides by the batch, `"mean"` by all elements. Default "mean". */
  readonly reduction?: "mean" | "sum" | "none" | "batchmean";
  /** Whether the target holds log-probabilities. Default false. */
  readonly logTarget?: boolean;
}

/**
 * The Kullback-Leibler divergence of log-probabilities from probabilities.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.KLDivLoss.html
 */
export class KLDivLoss extends Loss<KlDivOptions> {
  forward(x: Tensor, target: Tensor): Tensor {
    return klDiv(x, target, this.options);
  }
}

/**
 * The Kullback-Leibler divergence, `t (log t - x)`, with x log-probabilities.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.kl_div.html
 */
export function klDiv(x: Tensor, target: Tensor, options: KlDivOptions = {}): Tensor {
  const { reduction = "mean", logTarget = false } = options;
  let losses: Tensor;
  if (logTarget) losses = target.exp().mul(target.sub(x));
  else {
    const isZero = target.eq(0);
    // 0 log 0 is 0 here, not NaN.
    losses = target.mul(target.maskedFill(isZero, 1).log().sub(x));
  }
  if (reduction === "batchmean") return losses.sum().div(x.shape[0] ?? 1);
  return reduceLoss("klDiv", losses, reduction);
}
