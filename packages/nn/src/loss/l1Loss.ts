import type { Tensor } from "@lumbre/tensor";
import { bind, callAs, defineSignature, named } from "@lumbre/tensor/engine";
import { requireInputs } from "../module/inputs.js";
import { warnOfBroadcast } from "./broadcast.js";
import { Loss } from "./loss.js";
import { aReduction, lossSignature, type Reduction, type ReductionOptions, reduceLoss } from "./reduction.js";

const layerSignature = defineSignature("L1Loss", named("reduction", aReduction, "mean"));
const signature = lossSignature("l1Loss");

/**
 * The absolute error, `|x - target|`; its gradient at 0 is 0.
 *
 * Shapes: x and target, of the same shape or, with a warning, broadcasting -> [], or their shape with `reduction: "none"`.
 * @example
 * new nn.L1Loss({ reduction: "sum" })(tensor([1, 3]), tensor([0, 0])); // => tensor(4.)
 * @see https://pytorch.org/docs/stable/generated/torch.nn.L1Loss.html
 */
export class L1Loss extends Loss {
  static override readonly name: string = "L1Loss";

  readonly reduction: Reduction;

  constructor(options?: ReductionOptions) {
    const [reduction] = bind(layerSignature, arguments);
    super();
    this.reduction = reduction;
  }

  forward(x: Tensor, target: Tensor): Tensor {
    requireInputs(this, arguments, ["x", "target"]);
    return l1Loss(x, target, { reduction: this.reduction });
  }
}

/**
 * The absolute error, `|x - target|`; its gradient at 0 is 0.
 *
 * Shapes: x and target, of the same shape or, with a warning, broadcasting -> [], or their shape with `reduction: "none"`.
 * @example
 * functional.l1Loss(tensor([1, 3]), tensor([0, 0])); // => tensor(2.)
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.l1_loss.html
 */
export function l1Loss(x: Tensor, target: Tensor, options?: ReductionOptions): Tensor {
  const [, , reduction] = bind(signature, arguments);
  return callAs("l1Loss", () => {
    const difference = x.sub(target);
    warnOfBroadcast("l1Loss", x, target);
    return reduceLoss(difference.abs(), reduction);
  });
}
