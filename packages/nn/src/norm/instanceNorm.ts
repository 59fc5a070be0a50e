import { ShapeError, type Tensor } from "@lumbre/tensor";
import { formatShape, normalizeGroups } from "@lumbre/tensor/engine";
import { type BatchNormOptions, batchNorm } from "./batchNorm.js";
import { type BatchNormLayerOptions, ChannelNorm } from "./channelNorm.js";
import { moveRunning } from "./moveRunning.js";

export abstract class InstanceNorm extends ChannelNorm {
  protected abstract readonly spatial: number;

  constructor(numFeatures: number, options: BatchNormLayerOptions = {}) {
    super(numFeatures, { eps: 1e-5, momentum: 0.1, affine: false, trackRunningStats: false, ...options });
  }

  forward(x: Tensor): Tensor {
    this.requireRank(x, [this.spatial + 1, this.spatial + 2]);
    if (x.ndim === this.spatial + 1) return this.forward(x.unsqueeze(0)).squeeze(0);
    if (x.shape[1] !== this.numFeatures) {
      throw new ShapeError(
        `${this.constructor.name}: expected ${this.numFeatures} channels, got input ${formatShape(x.shape)}`,
      );
    }
    const { weight, bias, eps } = this;
    const momentum = this.momentum ?? 0.1;
    const useInputStats = this.training || this.runningMean === null;
    return instanceNorm(x, this.runningMean, this.runningVar, { useInputStats, momentum, weight, bias, eps });
  }
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
