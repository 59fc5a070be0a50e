import type { Tensor } from "@lumbre/tensor";
import type { Buffer } from "../module/buffer.js";
import type { BceOptions } from "./binaryCrossEntropy.js";
import { checkSameShape, scaleBy } from "./elementwise.js";
import { Loss, weightBuffer } from "./loss.js";
import { reduceLoss } from "./reduction.js";

/** Options of {@link binaryCrossEntropyWithLogits}. */
export interface BceWithLogitsOptions extends BceOptions {
  /** Multiplies the losses of positive targets; broadcasts. */
  readonly posWeight?: Tensor | null;
}

/**
 * The cross entropy of a sigmoid, from logits.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html
 */
export class BCEWithLogitsLoss extends Loss<BceWithLogitsOptions> {
  weight: Buffer | null;
  posWeight: Buffer | null;

  constructor(options: BceWithLogitsOptions = {}) {
    super(options);
    this.weight = weightBuffer(options.weight);
    this.posWeight = weightBuffer(options.posWeight);
  }

  forward(x: Tensor, target: Tensor): Tensor {
    return binaryCrossEntropyWithLogits(x, target, { ...this.options, weight: this.weight, posWeight: this.posWeight });
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
export function binaryCrossEntropyWithLogits(x: Tensor, target: Tensor, options: BceWithLogitsOptions = {}): Tensor {
  checkSameShape("binaryCrossEntropyWithLogits", x, target);
  const posWeight = options.posWeight ?? null;
  const negativeLog = x.logSigmoid().neg();
  const positive = posWeight === null ? negativeLog : negativeLog.mul(posWeight.sub(1).mul(target).add(1));
  const losses = target.neg().add(1).mul(x).add(positive);
  return reduceLoss("binaryCrossEntropyWithLogits", scaleBy(losses, options.weight), options.reduction);
}
