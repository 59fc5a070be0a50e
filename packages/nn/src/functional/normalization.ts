import { noGrad } from "@lumbre/autograd";
import { formatShape, type Shape, ShapeError, type Tensor, ValueError } from "@lumbre/tensor";

/** What normalised values are multiplied by and shifted by. */
export interface AffineOptions {
  readonly weight?: Tensor | null;
  readonly bias?: Tensor | null;
  /** Added to the variance, > 0. Default 1e-5. */
  readonly eps?: number;
}

/** (x - mean) / sqrt(variance + eps). */
function standardize(x: Tensor, mean: Tensor, variance: Tensor, eps: number): Tensor {
  return x.sub(mean).mul(variance.add(eps).rsqrt());
}

/** Multiplies by the weight and adds the bias, each one number per channel of x [N, C, ..]. */
function affinePerChannel(x: Tensor, { weight, bias }: AffineOptions): Tensor {
  const shape = x.shape.map((size, d) => (d === 1 ? size : 1));
  let result = x;
  if (weight !== undefined && weight !== null) result = result.mul(weight.view(shape));
  if (bias !== undefined && bias !== null) result = result.add(bias.view(shape));
  return result;
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
  const shape = x.shape.map((size, d) => (d === 1 ? size : 1));
  if (!training) {
    if (runningMean === null || runningVar === null)
      throw new ValueError("batchNorm: expected runningMean and runningVar to be given when training is false");
    return affinePerChannel(standardize(x, runningMean.view(shape), runningVar.view(shape), eps), options);
  }
  const count = x.numel() / Math.max(channels, 1);
  if (count <= 1)
    throw new ShapeError(
      `batchNorm: expected more than 1 value per channel when training, got input size ${formatShape(x.shape)}`,
    );
  const dims = x.shape.map((_, d) => d).filter((d) => d !== 1);
  const mean = x.mean(dims, { keepDim: true });
  const variance = x.sub(mean).square().mean(dims, { keepDim: true });
  noGrad(() => {
    runningMean?.copy_(runningMean.mul(1 - momentum).add(mean.detach().reshape(channels).mul(momentum)));
    const unbiased = variance
      .detach()
      .reshape(channels)
      .mul(count / (count - 1));
    runningVar?.copy_(runningVar.mul(1 - momentum).add(unbiased.mul(momentum)));
  });
  return affinePerChannel(standardize(x, mean, variance, eps), options);
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
  const dims = normalizedShape.map((_, d) => x.ndim - normalizedShape.length + d);
  const mean = x.mean(dims, { keepDim: true });
  const variance = x.sub(mean).square().mean(dims, { keepDim: true });
  let result = standardize(x, mean, variance, eps);
  if (weight !== undefined && weight !== null) result = result.mul(weight);
  if (bias !== undefined && bias !== null) result = result.add(bias);
  return result;
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
  const groups = x.reshape(batch, numGroups, x.numel() / Math.max(batch * numGroups, 1));
  const mean = groups.mean(2, { keepDim: true });
  const variance = groups.sub(mean).square().mean(2, { keepDim: true });
  return affinePerChannel(standardize(groups, mean, variance, options.eps ?? 1e-5).reshape(x.shape), options);
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
  const { momentum = 0.1 } = options;
  const rows = x.reshape(batch, channels, count);
  const mean = rows.mean(2, { keepDim: true });
  const variance = rows.sub(mean).square().mean(2, { keepDim: true });
  noGrad(() => {
    runningMean?.copy_(runningMean.mul(1 - momentum).add(mean.detach().mean(0).reshape(channels).mul(momentum)));
    const unbiased = variance
      .detach()
      .mean(0)
      .reshape(channels)
      .mul(count / (count - 1));
    runningVar?.copy_(runningVar.mul(1 - momentum).add(unbiased.mul(momentum)));
  });
  return affinePerChannel(standardize(rows, mean, variance, options.eps ?? 1e-5).reshape(x.shape), options);
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
