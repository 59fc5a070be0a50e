import { type Tensor, ValueError } from "@lumbre/tensor";
import { bind, callAs, defineKind, defineSignature, optional } from "@lumbre/tensor/engine";
import { requireInputs } from "../module/inputs.js";
import { warnOfBroadcast } from "./broadcast.js";
import { Loss } from "./loss.js";
import { aReduction, operands, type Reduction, type ReductionOptions, reduceLoss } from "./reduction.js";

/** Options of {@link huberLoss}. */
export interface HuberOptions extends ReductionOptions {
  /** Where the square ends and the line begins, > 0. Default 1. */
  readonly delta?: number;
}

const aDelta = defineKind<number>(
  "a number > 0",
  (value) => typeof value === "number" && value > 0,
  (op, _, value) => new ValueError(`${op}: does not support non-positive values for delta, got ${String(value)}`),
);
const options = [optional("reduction", aReduction, "mean"), optional("delta", aDelta, 1)] as const;
const layerSignature = defineSignature("HuberLoss", ...options);
const signature = defineSignature("huberLoss", ...operands, ...options);

/**
 * Half the squared error close to 0, a line further off.
 *
 * @example
 * new nn.HuberLoss({ delta: 2 })(tensor([1, 3]), tensor([0, 0])); // => tensor(2.2500)
 * @see https://pytorch.org/docs/stable/generated/torch.nn.HuberLoss.html
 */
export class HuberLoss extends Loss {
  static override readonly name: string = "HuberLoss";

  readonly reduction: Reduction;
  readonly delta: number;

  /**
   * @param reduction Average, sum, or one loss per element. Default "mean".
   * @param delta Where the square ends and the line begins, > 0. Default 1.
   */
  constructor(reduction?: Reduction | HuberOptions, delta?: number | Omit<HuberOptions, "reduction">) {
    const [reduce, end] = bind(layerSignature, arguments);
    super();
    this.reduction = reduce;
    this.delta = end;
  }

  forward(x: Tensor, target: Tensor): Tensor {
    requireInputs(this, arguments, ["x", "target"]);
    return huberLoss(x, target, this.reduction, this.delta);
  }
}

/**
 * Half the squared error close to 0, a line further off: with `d = |x - target|`,
 * `d <= delta ? d² / 2 : delta * (d - delta / 2)`.
 *
 * @param reduction Average, sum, or one loss per element. Default "mean".
 * @param delta Where the square ends and the line begins, > 0. Default 1.
 * @throws {ValueError} unless delta > 0.
 * @example
 * functional.huberLoss(tensor([1, 3]), tensor([0, 0])); // => tensor(1.5000)
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.huber_loss.html
 */
export function huberLoss(
  x: Tensor,
  target: Tensor,
  reduction?: Reduction | HuberOptions,
  delta?: number | Omit<HuberOptions, "reduction">,
): Tensor {
  [x, target, reduction, delta] = bind(signature, arguments);
  return callAs("huberLoss", () => {
    const difference = x.sub(target);
    warnOfBroadcast("huberLoss", x, target);
    const distance = difference.abs();
    const isFar = distance.gt(delta);
    // The mask keeps the square of large differences, and its infinite gradient, out.
    const square = difference.maskedFill(isFar, 0).square();
    const losses = distance
      .sub(0.5 * delta)
      .mul(delta)
      .where(isFar, square.mul(0.5));
    return reduceLoss(losses, reduction);
  });
}
