import type { Tensor } from "@lumbre/tensor";
import { anInteger, aTensor, bind, callAs, defineSignature, named, nullable, optional } from "@lumbre/tensor/engine";
import type { Buffer } from "../module/buffer.js";
import { requireInputs } from "../module/inputs.js";
import { checkTarget, checkWeight, countLabels, pickTargets } from "./labels.js";
import { Loss, weightBuffer } from "./loss.js";
import { aReduction, operands, type Reduction, type ReductionOptions, reduceLoss } from "./reduction.js";

/** Options of {@link nllLoss}. */
export interface NllLossOptions extends ReductionOptions {
  /** One weight per class, [C]. Default: all 1. */
  readonly weight?: Tensor | null;
  /** Targets of this value count for nothing. Default -100. */
  readonly ignoreIndex?: number;
}

/** The parameters of losses over labels behind their operands. */
export const labelOptions = [
  optional("weight", nullable(aTensor), null),
  named("ignoreIndex", anInteger, -100),
  named("reduction", aReduction, "mean"),
] as const;
const layerSignature = defineSignature("NLLLoss", ...labelOptions);
const signature = defineSignature("nllLoss", ...operands, ...labelOptions);

/**
 * Minus the log-probability of each target class.
 *
 * @throws {IndexError} for a target that is no class.
 * @example
 * new nn.NLLLoss()(tensor([[-2, -0.5]]), tensor([1], { dtype: "int32" })); // => tensor(0.5000)
 * @see https://pytorch.org/docs/stable/generated/torch.nn.NLLLoss.html
 */
export class NLLLoss extends Loss {
  static override readonly name: string = "NLLLoss";

  weight: Buffer | null;
  readonly ignoreIndex: number;
  readonly reduction: Reduction;

  /** @param weight One weight per class, [C]. Default: all 1. */
  constructor(weight?: Tensor | null | NllLossOptions, options?: Omit<NllLossOptions, "weight">) {
    const [perClass, ignoreIndex, reduction] = bind(layerSignature, arguments);
    super();
    this.weight = weightBuffer(perClass);
    this.ignoreIndex = ignoreIndex;
    this.reduction = reduction;
  }

  forward(x: Tensor, target: Tensor): Tensor {
    requireInputs(this, arguments, ["x", "target"]);
    const { weight, ignoreIndex, reduction } = this;
    return nllLoss(x, target, weight, { ignoreIndex, reduction });
  }
}

/**
 * Minus the log-probability of each target class.
 *
 * Shapes: x [N, C], [N, C, d..] or [C] holds log-probabilities; target [N], [N, d..] or [] holds classes, int32.
 * The mean divides by the sum of the targets' weights; if every target is ignored it is NaN.
 * @throws {IndexError} for a target that is no class.
 * @throws {ShapeError} when target does not fit.
 * @example
 * functional.nllLoss(tensor([[-2, -0.5]]), tensor([1], { dtype: "int32" })); // => tensor(0.5000)
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.nll_loss.html
 */
export function nllLoss(
  x: Tensor,
  target: Tensor,
  weight?: Tensor | null | NllLossOptions,
  options?: Omit<NllLossOptions, "weight">,
): Tensor {
  const [, , perClass, ignoreIndex, reduction] = bind(signature, arguments);
  return callAs("nllLoss", () => {
    checkTarget("nllLoss", x, target);
    checkWeight("nllLoss", x, perClass);
    countLabels("nllLoss", target, x.shape[x.ndim === 1 ? 0 : 1], ignoreIndex);
    const { nll, weights } = pickTargets(x, target, perClass, ignoreIndex);
    const losses = nll.mul(weights);
    return reduction === "mean" ? losses.sum().div(weights.sum()) : reduceLoss(losses, reduction);
  });
}
