import { ShapeError, type Tensor, ValueError } from "@lumbre/tensor";
import { formatShape, isFloat, labelCrossEntropy } from "@lumbre/tensor/engine";
import type { Buffer } from "../module/buffer.js";
import { checkTarget, checkWeight, countLabels, pickTargets } from "./labels.js";
import { Loss, weightBuffer } from "./loss.js";
import type { NllLossOptions } from "./nllLoss.js";
import { reduceLoss, requireReduction } from "./reduction.js";

/** Options of {@link crossEntropy}. */
export interface CrossEntropyOptions extends NllLossOptions {
  /** How much of the target is spread evenly over all classes, in [0, 1]. Default 0. */
  readonly labelSmoothing?: number;
}

/**
 * The cross entropy of a softmax over classes, from logits.
 *
 * Shapes: x [N, C], [N, C, d..] or [C]; target [N], [N, d..] or [] (classes, int32), or probabilities in x's shape.
 * @throws {IndexError} for a target that is no class.
 * @example
 * new nn.CrossEntropyLoss()(tensor([[1, 2, 3]]), tensor([2], { dtype: "int32" })); // => tensor(0.4076)
 * @see https://pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html
 */
export class CrossEntropyLoss extends Loss<CrossEntropyOptions> {
  weight: Buffer | null;

  constructor(options: CrossEntropyOptions = {}) {
    super(options);
    this.weight = weightBuffer(options.weight);
  }

  forward(x: Tensor, target: Tensor): Tensor {
    return crossEntropy(x, target, { ...this.options, weight: this.weight });
  }
}

/**
 * The cross entropy of a softmax over classes: minus the log-probability of each target class, from logits.
 *
 * Shapes: x [N, C], [N, C, d..] or [C] holds logits; target [N], [N, d..] or [] holds classes (int32), or has x's shape
 * and holds probabilities.
 * With smoothing e: `(1 - e) * nll + e / C * sum over c of -w_c log p_c`.
 * @throws {IndexError} for a target that is no class.
 * @throws {ShapeError} when target does not fit.
 * @example
 * functional.crossEntropy(tensor([[1, 2, 3]]), tensor([2], { dtype: "int32" })); // => tensor(0.4076)
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.cross_entropy.html
 */
export function crossEntropy(x: Tensor, target: Tensor, options: CrossEntropyOptions = {}): Tensor {
  const { weight = null, ignoreIndex = -100, labelSmoothing = 0, reduction = "mean" } = options;
  requireReduction("crossEntropy", reduction);
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1))
    throw new ValueError(`crossEntropy: labelSmoothing must be between 0 and 1, got ${labelSmoothing}`);
  if (x.ndim === 0) throw new ShapeError("crossEntropy: expected an input of at least one dimension, got a scalar");
  checkWeight("crossEntropy", x, weight);
  const classDim = x.ndim === 1 ? 0 : 1;
  if (isFloat(target.dtype)) return probabilityEntropy(x, target, classDim, options);
  checkTarget("crossEntropy", x, target);
  const kept = countLabels("crossEntropy", target, x.shape[classDim], ignoreIndex);
  const isPlain = x.ndim === 2 && isFloat(x.dtype) && weight === null && labelSmoothing === 0 && kept !== null;
  if (isPlain) {
    const divisor = reduction === "none" ? null : reduction === "sum" ? 1 : kept;
    return labelCrossEntropy(x, target.to("int32"), { ignoreIndex, divisor });
  }
  const logProbabilities = x.logSoftmax(classDim);
  const { nll, weights, ignored } = pickTargets(logProbabilities, target, weight, ignoreIndex);
  const total = weights.sum();
  const plain = nll.mul(weights);
  if (labelSmoothing === 0)
    return reduction === "mean" ? plain.sum().div(total) : reduceLoss("crossEntropy", plain, reduction);
  const spread = weighted(logProbabilities, weight, classDim).sum(classDim).neg().maskedFill(ignored, 0);
  const losses = plain.mul(1 - labelSmoothing).add(spread.mul(labelSmoothing / x.shape[classDim]));
  return reduction === "mean" ? losses.sum().div(total) : reduceLoss("crossEntropy", losses, reduction);
}

function weighted(x: Tensor, weight: Tensor | null, classDim: number): Tensor {
  return weight === null ? x : x.mul(weight.view(x.shape.map((size, d) => (d === classDim ? size : 1))));
}

/** Targets that are probabilities: the mean divides by the number of targets, whatever the weights. */
function probabilityEntropy(x: Tensor, target: Tensor, classDim: number, options: CrossEntropyOptions): Tensor {
  const { weight = null, labelSmoothing = 0, reduction = "mean" } = options;
  if (formatShape(target.shape) !== formatShape(x.shape)) {
    throw new ShapeError(
      `crossEntropy: a float target holds probabilities and must have the input's shape ${formatShape(x.shape)}, got ` +
        `${formatShape(target.shape)}; classes are int32: tensor([...], { dtype: "int32" })`,
    );
  }
  const classes = x.shape[classDim];
  const smooth = labelSmoothing === 0 ? target : target.mul(1 - labelSmoothing).add(labelSmoothing / classes);
  const losses = weighted(x.logSoftmax(classDim), weight, classDim).mul(smooth).sum(classDim).neg();
  return reduceLoss("crossEntropy", losses, reduction);
}
