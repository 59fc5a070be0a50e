import {
  DTypeError,
  formatShape,
  IndexError,
  isFloat,
  labelCrossEntropy,
  ShapeError,
  type Tensor,
  ValueError,
} from "@lumbre/tensor";
import { type Reduction, type ReductionOptions, reduceLoss } from "./reduction.js";

/** Options of {@link nllLoss}. */
export interface NllLossOptions extends ReductionOptions {
  /** One weight per class, [C]. Default: all 1. */
  readonly weight?: Tensor | null;
  /** Targets of this value count for nothing. Default -100. */
  readonly ignoreIndex?: number;
}

/** Options of {@link crossEntropy}. */
export interface CrossEntropyOptions extends NllLossOptions {
  /** How much of the target is spread evenly over all classes, in [0, 1]. Default 0. */
  readonly labelSmoothing?: number;
}

/**
 * Throws unless every label is a class or ignored; how many are not ignored. Null on a device that only answers with
 * `await`, where kernels check the labels.
 */
function countLabels(op: string, target: Tensor, classes: number, ignoreIndex: number): number | null {
  if (target.device.backend.asyncOnly) return null;
  const labels = target.dataSync();
  let count = 0;
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i];
    if (label === ignoreIndex) continue;
    if (label < 0 || label >= classes) {
      throw new IndexError(
        `${op}: Target ${label} is out of bounds. Expected a class from 0 to ${classes - 1}, or ${ignoreIndex} to ignore`,
      );
    }
    count++;
  }
  return count;
}

function requireReduction(op: string, reduction: Reduction): void {
  if (!["mean", "sum", "none"].includes(reduction)) reduceLoss(op, undefined as never, reduction);
}

/** Labels for x [N, C, d..] as [N, d..] and whether the batch was added here. */
function checkTarget(op: string, x: Tensor, target: Tensor): void {
  if (isFloat(target.dtype) || target.dtype === "bool")
    throw new DTypeError(`${op}: expected int32 labels, got ${target.dtype}`);
  const expected = x.ndim === 1 ? [] : [x.shape[0], ...x.shape.slice(2)];
  if (formatShape(target.shape) !== formatShape(expected)) {
    throw new ShapeError(
      `${op}: input ${formatShape(x.shape)} expects a target of shape ${formatShape(expected)}, got ${formatShape(target.shape)}`,
    );
  }
}

/** The pieces of a loss over labels: per element minus log-probability, its weight, and 0 where it is ignored. */
function pickTargets(logProbabilities: Tensor, target: Tensor, weight: Tensor | null, ignoreIndex: number) {
  const classDim = logProbabilities.ndim === 1 ? 0 : 1;
  const ignored = target.eq(ignoreIndex);
  const safe = target.to("int32").maskedFill(ignored, 0);
  const nll = logProbabilities.gather(classDim, safe.unsqueeze(classDim)).squeeze(classDim).neg();
  const shape = logProbabilities.shape.map((size, d) => (d === classDim ? size : 1));
  const perClass =
    weight === null
      ? null
      : weight
          .view(shape)
          .expand([...logProbabilities.shape])
          .gather(classDim, safe.unsqueeze(classDim))
          .squeeze(classDim);
  const weights = (perClass ?? nll.detach().mul(0).add(1)).maskedFill(ignored, 0);
  return { nll: nll.maskedFill(ignored, 0), weights, ignored };
}

/**
 * Minus the log-probability of each target class.
 *
 * Shapes: x [N, C], [N, C, d..] or [C] holds log-probabilities; target [N], [N, d..] or [] holds classes, int32.
 * The mean divides by the sum of the targets' weights; if every target is ignored it is NaN.
 * @throws {IndexError} for a target that is no class.
 * @throws {ShapeError} when target does not fit.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.nll_loss.html
 */
export function nllLoss(x: Tensor, target: Tensor, options: NllLossOptions = {}): Tensor {
  const { weight = null, ignoreIndex = -100, reduction = "mean" } = options;
  requireReduction("nllLoss", reduction);
  checkTarget("nllLoss", x, target);
  checkWeight("nllLoss", x, weight);
  countLabels("nllLoss", target, x.shape[x.ndim === 1 ? 0 : 1], ignoreIndex);
  const { nll, weights } = pickTargets(x, target, weight, ignoreIndex);
  const losses = nll.mul(weights);
  return reduction === "mean" ? losses.sum().div(weights.sum()) : reduceLoss("nllLoss", losses, reduction);
}

function checkWeight(op: string, x: Tensor, weight: Tensor | null): void {
  const classes = x.shape[x.ndim === 1 ? 0 : 1];
  if (weight !== null && (weight.ndim !== 1 || weight.numel() !== classes)) {
    throw new ShapeError(
      `${op}: weight must have one element per class, [${classes}], got ${formatShape(weight.shape)}`,
    );
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
