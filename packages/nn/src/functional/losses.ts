import { customFunction, noGrad } from "@lumbre/autograd";
import { formatShape, ShapeError, sameShape, type Tensor, ValueError } from "@lumbre/tensor";
import { type ReductionOptions, reduceLoss } from "./reduction.js";

function checkSameShape(op: string, x: Tensor, target: Tensor): void {
  if (!sameShape(x.shape, target.shape)) {
    throw new ShapeError(
      `${op}: target ${formatShape(target.shape)} must have the shape of the input, ${formatShape(x.shape)}`,
    );
  }
}

/**
 * The squared error, `(x - target)²`.
 *
 * Shapes: both broadcast.
 * @example
 * functional.mseLoss(tensor([1, 3]), tensor([0, 0])); // => tensor(5.)
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.mse_loss.html
 */
export function mseLoss(x: Tensor, target: Tensor, options: ReductionOptions = {}): Tensor {
  return reduceLoss("mseLoss", x.sub(target).square(), options.reduction);
}

/**
 * The absolute error, `|x - target|`; its gradient at 0 is 0.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.l1_loss.html
 */
export function l1Loss(x: Tensor, target: Tensor, options: ReductionOptions = {}): Tensor {
  return reduceLoss("l1Loss", x.sub(target).abs(), options.reduction);
}

/** Options of {@link smoothL1Loss}. */
export interface SmoothL1Options extends ReductionOptions {
  /** Where the square ends and the line begins, >= 0. Default 1. */
  readonly beta?: number;
}

/**
 * The squared error close to 0 and the absolute one further off: with `d = |x - target|`,
 * `d < beta ? d² / (2 beta) : d - beta / 2`.
 *
 * @throws {ValueError} for a negative beta.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.smooth_l1_loss.html
 */
export function smoothL1Loss(x: Tensor, target: Tensor, options: SmoothL1Options = {}): Tensor {
  const { beta = 1 } = options;
  if (!(beta >= 0)) throw new ValueError(`smoothL1Loss: does not support negative values for beta, got ${beta}`);
  if (beta === 0) return l1Loss(x, target, options);
  const difference = x.sub(target);
  const distance = difference.abs();
  const losses = difference
    .square()
    .mul(0.5 / beta)
    .where(distance.lt(beta), distance.sub(0.5 * beta));
  return reduceLoss("smoothL1Loss", losses, options.reduction);
}

/** Options of {@link huberLoss}. */
export interface HuberOptions extends ReductionOptions {
  /** Where the square ends and the line begins, > 0. Default 1. */
  readonly delta?: number;
}

/**
 * Half the squared error close to 0, a line further off: with `d = |x - target|`,
 * `d <= delta ? d² / 2 : delta * (d - delta / 2)`.
 *
 * @throws {ValueError} unless delta > 0.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.huber_loss.html
 */
export function huberLoss(x: Tensor, target: Tensor, options: HuberOptions = {}): Tensor {
  const { delta = 1 } = options;
  if (!(delta > 0)) throw new ValueError(`huberLoss: does not support non-positive values for delta, got ${delta}`);
  const difference = x.sub(target);
  const distance = difference.abs();
  const losses = difference
    .square()
    .mul(0.5)
    .where(distance.le(delta), distance.sub(0.5 * delta).mul(delta));
  return reduceLoss("huberLoss", losses, options.reduction);
}

/** Options of {@link binaryCrossEntropy}. */
export interface BceOptions extends ReductionOptions {
  /** Multiplies the loss of each element; broadcasts. */
  readonly weight?: Tensor | null;
}

/**
 * The cross entropy of probabilities: `-(t log x + (1 - t) log(1 - x))`, each logarithm at least -100.
 *
 * @throws {ShapeError} when the shapes differ.
 * @throws {ValueError} for an input outside of [0, 1].
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.binary_cross_entropy.html
 */
export function binaryCrossEntropy(x: Tensor, target: Tensor, options: BceOptions = {}): Tensor {
  checkSameShape("binaryCrossEntropy", x, target);
  requireProbabilities(x);
  return reduceLoss("binaryCrossEntropy", scaleBy(bceOfProbabilities(x, target), options.weight), options.reduction);
}

/** One number is read of a device, and nothing of one that only answers with `await`. */
function requireProbabilities(x: Tensor): void {
  if (x.device.backend.asyncOnly || x.numel() === 0) return;
  const outside = noGrad(() => x.lt(0).logicalOr(x.gt(1)));
  if (outside.any().item() === 0) return;
  const p = x.flatten().dataSync()[outside.flatten().to("int32").argmax().item()];
  throw new ValueError(`binaryCrossEntropy: all elements of input should be between 0 and 1, got ${p}`);
}

/** The least product `x (1 - x)` that gradients are divided by: 1e-12, a float32 in PyTorch. */
const leastVariance = Math.fround(1e-12);

/**
 * Composed of logarithms, the gradient at 0 and 1 would be NaN, 0 times infinity. PyTorch's is large but finite:
 * `(x - t) / max(x (1 - x), 1e-12)`.
 */
const bceOfProbabilities = customFunction({
  name: "binaryCrossEntropy",
  forward(ctx, x: Tensor, target: Tensor) {
    ctx.saveForBackward(x, target);
    const logX = x.log().clampMin(-100);
    const logRest = x.neg().add(1).log().clampMin(-100);
    return target.mul(logX).add(target.neg().add(1).mul(logRest)).neg();
  },
  backward(ctx, g) {
    const [x, target] = ctx.savedTensors;
    const rest = x.neg().add(1);
    const byX = ctx.needsInputGrad[0] ? g.mul(x.sub(target)).div(x.mul(rest).clampMin(leastVariance)) : null;
    const byTarget = ctx.needsInputGrad[1] ? g.mul(rest.log().sub(x.log())) : null;
    return [byX, byTarget];
  },
});

function scaleBy(losses: Tensor, weight: Tensor | null | undefined): Tensor {
  return weight === undefined || weight === null ? losses : losses.mul(weight);
}

/** Options of {@link binaryCrossEntropyWithLogits}. */
export interface BceWithLogitsOptions extends BceOptions {
  /** Multiplies the losses of positive targets; broadcasts. */
  readonly posWeight?: Tensor | null;
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

/** Options of {@link klDiv}. */
export interface KlDivOptions {
  /** `"batchmean"` divides by the batch, `"mean"` by all elements. Default "mean". */
  readonly reduction?: "mean" | "sum" | "none" | "batchmean";
  /** Whether the target holds log-probabilities. Default false. */
  readonly logTarget?: boolean;
}

/**
 * The Kullback-Leibler divergence, `t (log t - x)`, with x log-probabilities.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.kl_div.html
 */
export function klDiv(x: Tensor, target: Tensor, options: KlDivOptions = {}): Tensor {
  const { reduction = "mean", logTarget = false } = options;
  let losses: Tensor;
  if (logTarget) losses = target.exp().mul(target.sub(x));
  else {
    const isZero = target.eq(0);
    // 0 log 0 is 0 here, not NaN.
    losses = target.mul(target.maskedFill(isZero, 1).log().sub(x));
  }
  if (reduction === "batchmean") return losses.sum().div(x.shape[0] ?? 1);
  return reduceLoss("klDiv", losses, reduction);
}
