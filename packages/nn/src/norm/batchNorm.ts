import { ShapeError, type Tensor, ValueError } from "@lumbre/tensor";
import { formatShape, normalizeGroups, numel, scaleChannels } from "@lumbre/tensor/engine";
import type { AffineOptions } from "./affineOptions.js";
import { type BatchNormLayerOptions, ChannelNorm } from "./channelNorm.js";
import { moveRunning } from "./moveRunning.js";

export abstract class BatchNorm extends ChannelNorm {
  protected abstract readonly ranks: readonly number[];

  constructor(numFeatures: number, options: BatchNormLayerOptions = {}) {
    super(numFeatures, { eps: 1e-5, momentum: 0.1, affine: true, trackRunningStats: true, ...options });
  }

  forward(x: Tensor): Tensor {
    this.requireRank(x, this.ranks);
    const momentum = this.nextMomentum();
    const { weight, bias, eps } = this;
    const training = this.training || this.runningMean === null;
    return batchNorm(x, this.runningMean, this.runningVar, { training, momentum, weight, bias, eps });
  }
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
