import { type Tensor, ValueError } from "@lumbre/tensor";
import { Loss } from "./loss.js";
import { type ReductionOptions, reduceLoss } from "./reduction.js";

/** Options of {@link huberLoss}. */
export interface HuberOptions extends ReductionOptions {
  /** Where the square ends and the line begins, > 0. Default 1. */
  readonly delta?: number;
}

/**
 * Half the squared error close to 0, a line further off.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.HuberLoss.html
 */
export class HuberLoss extends Loss<HuberOptions> {
  forward(x: Tensor, target: Tensor): Tensor {
    return huberLoss(x, target, this.options);
  }
}

/**
 * Half the squared error close to 0, a line further off: with `d = |x - target|`,
 * `d <= delta ? d² / 2 : delta * (d - delta / 2)`.
 *
 * @throws {ValueError} unless delta > 0.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.huber_loss.html
 */
export function huberLoss(x: Tensor, target: Tensor, options: HuberOptions = {}): Tensor {
  const { delta = 1 } = options;
  if (!(delta > 0)) throw new ValueError(`huberLoss: does not support non-positive values for delta, got ${delta}`);
  const difference = x.sub(target);
  const distance = difference.abs();
  const losses = difference
    .square()
    .mul(0.5)
    .where(distance.le(delta), distance.sub(0.5 * delta).mul(delta));
  return reduceLoss("huberLoss", losses, options.reduction);
}
