import { noGrad } from "@lumbre/autograd";
import {
  formatShape,
  normalizeGroups,
  numel,
  type Shape,
  ShapeError,
  scaleChannels,
  type Tensor,
  ValueError,
} from "@lumbre/tensor";

/** What normalised values are multiplied by and shifted by. */
export interface AffineOptions {
  readonly weight?: Tensor | null;
  readonly bias?: Tensor | null;
  /** Added to the variance, > 0. Default 1e-5. */
  readonly eps?: number;
}

/** Moves running statistics towards those of a batch of `count` values each, whose variance is the biased one. */
function moveRunning(
  runningMean: Tensor | null,
  runningVar: Tensor | null,
  batch: { readonly mean: Tensor; readonly variance: Tensor },
  count: number,
  momentum: number,
): void {
  const { mean, variance } = batch;
  noGrad(() => {
    runningMean?.copy_(runningMean.mul(1 - momentum).add(mean.reshape(runningMean.shape), { alpha: momentum }));
    const share = (momentum * count) / (count - 1);
    runningVar?.copy_(runningVar.mul(1 - momentum).add(variance.reshape(runningVar.shape), { alpha: share }));
  });
}

/** Normalises each channel by statistics that are given. */
function standardize(x: Tensor, mean: Tensor, variance: Tensor, { weight, bias, eps = 1e-5 }: AffineOptions): Tensor {
  const [batch, channels] = x.shape;
  const scale = variance.add(eps).rsqrt();
  const columns = (values: Tensor): Tensor => values.reshape(channels, 1);
  const y = scaleChannels(
    x.reshape(batch, channels, numel(x.shape.slice(2))),
    // A copy, because the running mean may move before the gradient is asked for.
    columns(mean.clone()),
    columns(weight === undefined || weight === null ? scale : scale.mul(weight.reshape(scale.shape))),
    bias === undefined || bias === null ? null : columns(bias),
  );
  return y.reshape(x.shape);
}

/** Options of {@link batchNorm}. */
export interface BatchNormOptions extends AffineOptions {
  /** Whether to use, and to move the running statistics by, those of this batch. Default false. */
  readonly training?: boolean;
  /** How far the running statistics move, in [0, 1]. Default 0.1. */
  readonly momentum?: number;
}

/**
 * Normalises each channel by its mean and (biased) variance over the batch, or by the running statistics.
 *
 * Shapes: x [N, C] or [N, C, ..]; the statistics, weight and bias [C].
 * In training the running statistics move in place: `(1 - momentum) * old + momentum * new`, with the unbiased variance.
 * @throws {ShapeError} for a channel count that differs, or one value per channel in training.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.batch_norm.html
 */
export function batchNorm(
  x: Tensor,
  runningMean: Tensor | null,
  runningVar: Tensor | null,
  options: BatchNormOptions = {},
): Tensor {
  const { training = false, momentum = 0.1, eps = 1e-5 } = options;
  if (x.ndim < 2) throw new ShapeError(`batchNorm: expected at least 2 dimensions, got ${formatShape(x.shape)}`);
  const channels = x.shape[1];
  for (const [name, tensor] of Object.entries({
    runningMean,
    runningVar,
    weight: options.weight,
    bias: options.bias,
  })) {
    if (tensor !== null && tensor !== undefined && tensor.numel() !== channels) {
      throw new ShapeError(
        `batchNorm: ${name} has ${tensor.numel()} elements, input ${formatShape(x.shape)} has ${channels} channels`,
      );
    }
  }
  if (!training) {
    if (runningMean === null || runningVar === null)
      throw new ValueError("batchNorm: expected runningMean and runningVar to be given when training is false");
    return standardize(x, runningMean, runningVar, options);
  }
  const count = x.numel() / Math.max(channels, 1);
  if (count <= 1)
    throw new ShapeError(
      `batchNorm: expected more than 1 value per channel when training, got input size ${formatShape(x.shape)}`,
    );
  const batch = x.shape[0];
  const geometry = { batch, groups: channels, channels: 1, size: count / batch, acrossBatch: true, eps };
  const normalized = normalizeGroups("batchNorm", { x, ...options }, geometry);
  moveRunning(runningMean, runningVar, normalized, count, momentum);
  return normalized.output;
}

/**
 * Normalises over the last dimensions by their mean and (biased) variance.
 *
 * Shapes: x [.., normalizedShape]; weight and bias [normalizedShape].
 * @throws {ShapeError} unless x ends in normalizedShape.
 * @example
 * functional.layerNorm(tensor([1, 3]), [2]); // => tensor([-1.0000,  1.0000])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.layer_norm.html
 */
export function layerNorm(x: Tensor, normalizedShape: Shape, options: AffineOptions = {}): Tensor {
  const { weight, bias, eps = 1e-5 } = options;
  const end = x.shape.slice(x.ndim - normalizedShape.length);
  if (normalizedShape.length === 0 || formatShape(end) !== formatShape(normalizedShape)) {
    throw new ShapeError(
      `layerNorm: expected input with shape [*, ${normalizedShape.join(", ")}], got ${formatShape(x.shape)}`,
    );
  }
  const channels = numel(normalizedShape);
  const batch = numel(x.shape.slice(0, x.ndim - normalizedShape.length));
  const geometry = { batch, groups: 1, channels, size: 1, acrossBatch: false, eps };
  return normalizeGroups("layerNorm", { x, weight, bias }, geometry).output;
}

/**
 * Normalises groups of channels of each image by their mean and (biased) variance.
 *
 * Shapes: x [N, C, ..]; weight and bias [C].
 * @throws {ShapeError} unless the groups divide the channels.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.group_norm.html
 */
export function groupNorm(x: Tensor, numGroups: number, options: AffineOptions = {}): Tensor {
  const [batch, channels] = x.shape;
  if (x.ndim < 2 || !Number.isInteger(numGroups) || numGroups < 1 || channels % numGroups !== 0) {
    throw new ShapeError(
      `groupNorm: expected number of channels in input ${formatShape(x.shape)} to be divisible by numGroups ${numGroups}`,
    );
  }
  const { weight, bias, eps = 1e-5 } = options;
  const geometry = {
    batch,
    groups: numGroups,
    channels: channels / numGroups,
    size: numel(x.shape.slice(2)),
    acrossBatch: false,
    eps,
  };
  return normalizeGroups("groupNorm", { x, weight, bias }, geometry).output;
}

/** Options of {@link instanceNorm}. */
export interface InstanceNormOptions extends BatchNormOptions {
  /** Normalise by each image's own statistics, else by the running ones. Default true. */
  readonly useInputStats?: boolean;
}

/**
 * Normalises each channel of each image by its mean and (biased) variance.
 *
 * Shapes: x [N, C, ..]; weight, bias and the statistics [C].
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.instance_norm.html
 */
export function instanceNorm(
  x: Tensor,
  runningMean: Tensor | null = null,
  runningVar: Tensor | null = null,
  options: InstanceNormOptions = {},
): Tensor {
  if (options.useInputStats === false) return batchNorm(x, runningMean, runningVar, { ...options, training: false });
  const [batch, channels] = x.shape;
  const count = x.numel() / Math.max(batch * channels, 1);
  if (x.ndim < 3 || count <= 1)
    throw new ShapeError(
      `instanceNorm: expected more than 1 spatial element when training, got input size ${formatShape(x.shape)}`,
    );
  const { weight, bias, eps = 1e-5, momentum = 0.1 } = options;
  const geometry = { batch, groups: channels, channels: 1, size: count, acrossBatch: false, eps };
  const { output, mean, variance } = normalizeGroups("instanceNorm", { x, weight, bias }, geometry);
  if (runningMean !== null || runningVar !== null) {
    moveRunning(runningMean, runningVar, { mean: mean.mean(0), variance: variance.mean(0) }, count, momentum);
  }
  return output;
}

/**
 * Divides by the p-norm along a dimension, or by eps where that is larger.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.normalize.html
 */
export function normalize(
  x: Tensor,
  options: { readonly p?: number; readonly dim?: number; readonly eps?: number } = {},
): Tensor {
  const { p = 2, dim = 1, eps = 1e-12 } = options;
  return x.div(x.norm(p, dim, { keepDim: true }).clampMin(eps));
}
