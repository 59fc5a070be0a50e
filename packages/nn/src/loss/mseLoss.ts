import type { Tensor } from "@lumbre/tensor";
import { Loss } from "./loss.js";
import { type ReductionOptions, reduceLoss } from "./reduction.js";

/**
 * The squared error.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.MSELoss.html
 */
export class MSELoss extends Loss<ReductionOptions> {
  forward(x: Tensor, target: Tensor): Tensor {
    return mseLoss(x, target, this.options);
  }
}

/**
 * The squared error, `(x - target)²`.
 *
 * Shapes: both broadcast.
 * @example
 * functional.mseLoss(tensor([1, 3]), tensor([0, 0])); // => tensor(5.)
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.mse_loss.html
 */
export function mseLoss(x: Tensor, target: Tensor, options: ReductionOptions = {}): Tensor {
  return reduceLoss("mseLoss", x.sub(target).square(), options.reduction);
}
