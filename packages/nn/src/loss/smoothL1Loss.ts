import { type Tensor, ValueError } from "@lumbre/tensor";
import { l1Loss } from "./l1Loss.js";
import { Loss } from "./loss.js";
import { type ReductionOptions, reduceLoss } from "./reduction.js";

/** Options of {@link smoothL1Loss}. */
export interface SmoothL1Options extends ReductionOptions {
  /** Where the square ends and the line begins, >= 0. Default 1. */
  readonly beta?: number;
}

/**
 * The squared error close to 0 and the absolute one further off.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.SmoothL1Loss.html
 */
export class SmoothL1Loss extends Loss<SmoothL1Options> {
  forward(x: Tensor, target: Tensor): Tensor {
    return smoothL1Loss(x, target, this.options);
  }
}

/**
 * The squared error close to 0 and the absolute one further off: with `d = |x - target|`,
 * `d < beta ? d² / (2 beta) : d - beta / 2`.
 *
 * @throws {ValueError} for a negative beta.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.smooth_l1_loss.html
 */
export function smoothL1Loss(x: Tensor, target: Tensor, options: SmoothL1Options = {}): Tensor {
  const { beta = 1 } = options;
  if (!(beta >= 0)) throw new ValueError(`smoothL1Loss: does not support negative values for beta, got ${beta}`);
  if (beta === 0) return l1Loss(x, target, options);
  const difference = x.sub(target);
  const distance = difference.abs();
  const losses = difference
    .square()
    .mul(0.5 / beta)
    .where(distance.lt(beta), distance.sub(0.5 * beta));
  return reduceLoss("smoothL1Loss", losses, options.reduction);
}
