import type { Tensor } from "@lumbre/tensor";
import { aTensor, bind, callAs, defineSignature, named, nullable, optional } from "@lumbre/tensor/engine";
import type { Buffer } from "../module/buffer.js";
import { requireInputs } from "../module/inputs.js";
import type { BceOptions } from "./binaryCrossEntropy.js";
import { checkSameShape, scaleBy } from "./elementwise.js";
import { Loss, weightBuffer } from "./loss.js";
import { aReduction, operands, type Reduction, reduceLoss } from "./reduction.js";

/** Options of {@link binaryCrossEntropyWithLogits}. */
export interface BceWithLogitsOptions extends BceOptions {
  /** Multiplies the losses of positive targets; broadcasts. */
  readonly posWeight?: Tensor | null;
}

const options = [
  optional("weight", nullable(aTensor), null),
  named("reduction", aReduction, "mean"),
  named("posWeight", nullable(aTensor), null),
] as const;
const layerSignature = defineSignature("BCEWithLogitsLoss", ...options);
const signature = defineSignature("binaryCrossEntropyWithLogits", ...operands, ...options);

/**
 * The cross entropy of a sigmoid, from logits.
 *
 * @example
 * new nn.BCEWithLogitsLoss()(tensor([0]), tensor([1])); // => tensor(0.6931)
 * @see https://pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html
 */
export class BCEWithLogitsLoss extends Loss {
  static override readonly name: string = "BCEWithLogitsLoss";

  weight: Buffer | null;
  posWeight: Buffer | null;
  readonly reduction: Reduction;

  /** @param weight Multiplies the loss of each element; broadcasts. Default: none. */
  constructor(weight?: Tensor | null | BceWithLogitsOptions, options?: Omit<BceWithLogitsOptions, "weight">) {
    const [scale, reduction, positive] = bind(layerSignature, arguments);
    super();
    this.weight = weightBuffer(scale);
    this.posWeight = weightBuffer(positive);
    this.reduction = reduction;
  }

  forward(x: Tensor, target: Tensor): Tensor {
    requireInputs(this, arguments, ["x", "target"]);
    const { weight, posWeight, reduction } = this;
    return binaryCrossEntropyWithLogits(x, target, weight, { posWeight, reduction });
  }
}

/**
 * The cross entropy of a sigmoid, from logits, without overflow:
 * `(1 - t) x + (1 + (w - 1) t) (log(1 + exp(-|x|)) + max(-x, 0))`, with w the weight of positive targets.
 *
 * @throws {ShapeError} when the shapes differ.
 * @example
 * functional.binaryCrossEntropyWithLogits(tensor([0]), tensor([1])); // => tensor(0.6931)
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.binary_cross_entropy_with_logits.html
 */
export function binaryCrossEntropyWithLogits(
  x: Tensor,
  target: Tensor,
  weight?: Tensor | null | BceWithLogitsOptions,
  options?: Omit<BceWithLogitsOptions, "weight">,
): Tensor {
  const [, , scale, reduction, posWeight] = bind(signature, arguments);
  return callAs("binaryCrossEntropyWithLogits", () => {
    checkSameShape("binaryCrossEntropyWithLogits", x, target);
    const isPositive = x.gt(0);
    const weighted = posWeight === null ? target : target.mul(posWeight);
    // A line of its own on either side of 0, so that what is left of its slope is not that of a difference.
    const slope = target.neg().add(1).where(isPositive, weighted.neg());
    const bend = x.neg().where(isPositive, x).exp().log1p();
    const share = posWeight === null ? bend : bend.mul(posWeight.sub(1).mul(target).add(1));
    const losses = x.mul(slope).add(share);
    return reduceLoss(scaleBy(losses, scale), reduction);
  });
}
