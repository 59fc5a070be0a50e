import type { Tensor } from "@lumbre/tensor";
import { Loss } from "./loss.js";
import { type ReductionOptions, reduceLoss } from "./reduction.js";

/**
 * The absolute error.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.L1Loss.html
 */
export class L1Loss extends Loss<ReductionOptions> {
  forward(x: Tensor, target: Tensor): Tensor {
    return l1Loss(x, target, this.options);
  }
}

/**
 * The absolute error, `|x - target|`; its gradient at 0 is 0.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.l1_loss.html
 */
export function l1Loss(x: Tensor, target: Tensor, options: ReductionOptions = {}): Tensor {
  return reduceLoss("l1Loss", x.sub(target).abs(), options.reduction);
}
