import type { Tensor } from "@lumbre/tensor";
import { bind, callAs, defineSignature, named } from "@lumbre/tensor/engine";
import { requireInputs } from "../module/inputs.js";
import { warnOfBroadcast } from "./broadcast.js";
import { Loss } from "./loss.js";
import { aReduction, lossSignature, type Reduction, type ReductionOptions, reduceLoss } from "./reduction.js";

const layerSignature = defineSignature("MSELoss", named("reduction", aReduction, "mean"));
const signature = lossSignature("mseLoss");

/**
 * The squared error, `(x - target)²`.
 *
 * Shapes: x and target, of the same shape or, with a warning, broadcasting -> [], or their shape with `reduction: "none"`.
 * @example
 * new nn.MSELoss({ reduction: "none" })(tensor([1, 3]), tensor([0, 0])); // => tensor([1., 9.])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.MSELoss.html
 */
export class MSELoss extends Loss {
  static override readonly name: string = "MSELoss";

  readonly reduction: Reduction;

  constructor(options?: ReductionOptions) {
    const [reduction] = bind(layerSignature, arguments);
    super();
    this.reduction = reduction;
  }

  forward(x: Tensor, target: Tensor): Tensor {
    requireInputs(this, arguments, ["x", "target"]);
    return mseLoss(x, target, { reduction: this.reduction });
  }
}

/**
 * The squared error, `(x - target)²`.
 *
 * Shapes: x and target, of the same shape or, with a warning, broadcasting -> [], or their shape with `reduction: "none"`.
 * @example
 * functional.mseLoss(tensor([1, 3]), tensor([0, 0])); // => tensor(5.)
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.mse_loss.html
 */
export function mseLoss(x: Tensor, target: Tensor, options?: ReductionOptions): Tensor {
  const [, , reduction] = bind(signature, arguments);
  return callAs("mseLoss", () => {
    const difference = x.sub(target);
    warnOfBroadcast("mseLoss", x, target);
    return reduceLoss(difference.square(), reduction);
  });
}
