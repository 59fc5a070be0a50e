import { type Tensor, ValueError } from "@lumbre/tensor";
import { bind, callAs, defineKind, defineSignature, named } from "@lumbre/tensor/engine";
import { requireInputs } from "../module/inputs.js";
import { warnOfBroadcast } from "./broadcast.js";
import { l1Loss } from "./l1Loss.js";
import { Loss } from "./loss.js";
import { aReduction, operands, type Reduction, type ReductionOptions, reduceLoss } from "./reduction.js";

/** Options of {@link smoothL1Loss}. */
export interface SmoothL1Options extends ReductionOptions {
  /** Where the square ends and the line begins, >= 0. Default 1. */
  readonly beta?: number;
}

const aBeta = defineKind<number>(
  "a number >= 0",
  (value) => typeof value === "number" && value >= 0,
  (op, _, value) => new ValueError(`${op}: does not support negative values for beta, got ${String(value)}`),
);
const options = [named("reduction", aReduction, "mean"), named("beta", aBeta, 1)] as const;
const layerSignature = defineSignature("SmoothL1Loss", ...options);
const signature = defineSignature("smoothL1Loss", ...operands, ...options);

/**
 * The squared error close to 0 and the absolute one further off.
 *
 * @example
 * new nn.SmoothL1Loss({ beta: 2 })(tensor([1, 3]), tensor([0, 0])); // => tensor(1.1250)
 * @see https://pytorch.org/docs/stable/generated/torch.nn.SmoothL1Loss.html
 */
export class SmoothL1Loss extends Loss {
  static override readonly name: string = "SmoothL1Loss";

  readonly reduction: Reduction;
  readonly beta: number;

  constructor(options?: SmoothL1Options) {
    const [reduction, beta] = bind(layerSignature, arguments);
    super();
    this.reduction = reduction;
    this.beta = beta;
  }

  forward(x: Tensor, target: Tensor): Tensor {
    requireInputs(this, arguments, ["x", "target"]);
    const { reduction, beta } = this;
    return smoothL1Loss(x, target, { reduction, beta });
  }
}

/**
 * The squared error close to 0 and the absolute one further off: with `d = |x - target|`,
 * `d < beta ? d² / (2 beta) : d - beta / 2`.
 *
 * @throws {ValueError} for a negative beta.
 * @example
 * functional.smoothL1Loss(tensor([1, 3]), tensor([0, 0])); // => tensor(1.5000)
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.smooth_l1_loss.html
 */
export function smoothL1Loss(x: Tensor, target: Tensor, options?: SmoothL1Options): Tensor {
  const [, , reduction, beta] = bind(signature, arguments);
  return callAs("smoothL1Loss", () => {
    if (beta === 0) return l1Loss(x, target, { reduction });
    const difference = x.sub(target);
    warnOfBroadcast("smoothL1Loss", x, target);
    const distance = difference.abs();
    const isFar = distance.ge(beta);
    // The mask keeps the square of large differences, and its infinite gradient, out.
    const square = difference.maskedFill(isFar, 0).square();
    const losses = distance.sub(0.5 * beta).where(isFar, square.mul(0.5 / beta));
    return reduceLoss(losses, reduction);
  });
}
