import { DTypeError, ShapeError, type Tensor } from "@lumbre/tensor";
import {
  aNumberBetween,
  bind,
  callAs,
  defineSignature,
  formatShape,
  isFloat,
  labelCrossEntropy,
  named,
} from "@lumbre/tensor/engine";
import type { Buffer } from "../module/buffer.js";
import { requireInputs } from "../module/inputs.js";
import { checkTarget, checkWeight, countLabels, pickTargets } from "./labels.js";
import { Loss, weightBuffer } from "./loss.js";
import { labelOptions, type NllLossOptions } from "./nllLoss.js";
import { operands, type Reduction, reduceLoss } from "./reduction.js";

/** Options of {@link crossEntropy}. */
export interface CrossEntropyOptions extends NllLossOptions {
  /** How much of the target is spread evenly over all classes, in [0, 1]. Default 0. */
  readonly labelSmoothing?: number;
}

const options = [...labelOptions, named("labelSmoothing", aNumberBetween(0, 1), 0)] as const;
const layerSignature = defineSignature("CrossEntropyLoss", ...options);
const signature = defineSignature("crossEntropy", ...operands, ...options);

/**
 * The cross entropy of a softmax over classes, from logits.
 *
 * Shapes: x [N, C], [N, C, d..] or [C]; target [N], [N, d..] or [] (classes, int32), or probabilities in x's shape.
 * @throws {IndexError} for a target that is no class.
 * @throws {DTypeError} for logits that are no floats.
 * @example
 * new nn.CrossEntropyLoss()(tensor([[1, 2, 3]]), tensor([2], { dtype: "int32" })); // => tensor(0.4076)
 * @see https://pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html
 */
export class CrossEntropyLoss extends Loss {
  static override readonly name: string = "CrossEntropyLoss";

  weight: Buffer | null;
  readonly ignoreIndex: number;
  readonly reduction: Reduction;
  readonly labelSmoothing: number;

  /** @param weight One weight per class, [C]. Default: all 1. */
  constructor(weight?: Tensor | null | CrossEntropyOptions, options?: Omit<CrossEntropyOptions, "weight">) {
    const [perClass, ignoreIndex, reduction, labelSmoothing] = bind(layerSignature, arguments);
    super();
    this.weight = weightBuffer(perClass);
    this.ignoreIndex = ignoreIndex;
    this.reduction = reduction;
    this.labelSmoothing = labelSmoothing;
  }

  forward(x: Tensor, target: Tensor): Tensor {
    requireInputs(this, arguments, ["x", "target"]);
    const { weight, ignoreIndex, reduction, labelSmoothing } = this;
    return crossEntropy(x, target, weight, { ignoreIndex, reduction, labelSmoothing });
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
export function crossEntropy(
  x: Tensor,
  target: Tensor,
  weight?: Tensor | null | CrossEntropyOptions,
  options?: Omit<CrossEntropyOptions, "weight">,
): Tensor {
  const [, , perClass, ignoreIndex, reduction, labelSmoothing] = bind(signature, arguments);
  return callAs("crossEntropy", () => {
    if (x.ndim === 0) throw new ShapeError("crossEntropy: expected an input of at least one dimension, got a scalar");
    if (!isFloat(x.dtype))
      throw new DTypeError(
        `crossEntropy: expected logits of float32 or float64, got ${x.dtype}; the input comes first, the target second`,
      );
    checkWeight("crossEntropy", x, perClass);
    const classDim = x.ndim === 1 ? 0 : 1;
    if (isFloat(target.dtype)) {
      return reduceLoss(probabilityEntropy(x, target, classDim, perClass, labelSmoothing), reduction);
    }
    checkTarget("crossEntropy", x, target);
    const kept = countLabels("crossEntropy", target, x.shape[classDim], ignoreIndex);
    const isPlain = x.ndim === 2 && perClass === null && labelSmoothing === 0 && kept !== null;
    if (isPlain) {
      const divisor = reduction === "none" ? null : reduction === "sum" ? 1 : kept;
      return labelCrossEntropy(x, target.to("int32"), { ignoreIndex, divisor });
    }
    const logProbabilities = x.logSoftmax(classDim);
    const { nll, weights, ignored } = pickTargets(logProbabilities, target, perClass, ignoreIndex);
    const total = weights.sum();
    const plain = nll.mul(weights);
    if (labelSmoothing === 0) return reduction === "mean" ? plain.sum().div(total) : reduceLoss(plain, reduction);
    const spread = weighted(logProbabilities, perClass, classDim).sum(classDim).neg().maskedFill(ignored, 0);
    const losses = plain.mul(1 - labelSmoothing).add(spread.mul(labelSmoothing / x.shape[classDim]));
    return reduction === "mean" ? losses.sum().div(total) : reduceLoss(losses, reduction);
  });
}

function weighted(x: Tensor, weight: Tensor | null, classDim: number): Tensor {
  return weight === null ? x : x.mul(weight.view(x.shape.map((size, d) => (d === classDim ? size : 1))));
}

/** Targets that are probabilities: the mean divides by the number of targets, whatever the weights. */
function probabilityEntropy(
  x: Tensor,
  target: Tensor,
  classDim: number,
  weight: Tensor | null,
  labelSmoothing: number,
): Tensor {
  if (formatShape(target.shape) !== formatShape(x.shape)) {
    throw new ShapeError(
      `crossEntropy: a float target holds probabilities and must have the input's shape ${formatShape(x.shape)}, got ` +
        `${formatShape(target.shape)}; classes are int32: tensor([...], { dtype: "int32" })`,
    );
  }
  const classes = x.shape[classDim];
  const smooth = labelSmoothing === 0 ? target : target.mul(1 - labelSmoothing).add(labelSmoothing / classes);
  return weighted(x.logSoftmax(classDim), weight, classDim).mul(smooth).sum(classDim).neg();
}
