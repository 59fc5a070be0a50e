import { ShapeError, type Tensor, ValueError } from "@lumbre/tensor";
import {
  aBoolean,
  aFiniteNumber,
  aTensor,
  bind,
  channelsLastHint,
  defineSignature,
  formatShape,
  normalizeGroups,
  nullable,
  numel,
  optional,
  required,
  scaleChannels,
} from "@lumbre/tensor/engine";
import type { FactoryOptions } from "../module/factory.js";
import { requireInput } from "../module/inputs.js";
import { type AffineOptions, affine, epsParameter } from "./affineOptions.js";
import { type BatchNormLayerOptions, ChannelNorm, channelNormSignature } from "./channelNorm.js";
import { moveRunning } from "./moveRunning.js";

/** The base of batch norms, which share a constructor and differ in the ranks of their inputs. */
export abstract class BatchNorm extends ChannelNorm {
  protected abstract readonly ranks: readonly number[];

  /**
   * @param numFeatures Channels of the input, >= 1.
   * @param eps Added to the variance, >= 0. Default 1e-5.
   * @param momentum How far the running statistics move; null averages over all batches. Default 0.1.
   * @param affine True if weight and bias are learned. Default true.
   * @param trackRunningStats True if running statistics are kept. Default true.
   */
  constructor(
    numFeatures: number,
    eps?: number | BatchNormLayerOptions,
    momentum?: number | null | Omit<BatchNormLayerOptions, "eps">,
    affine?: boolean | Omit<BatchNormLayerOptions, "eps" | "momentum">,
    trackRunningStats?: boolean | Omit<BatchNormLayerOptions, "eps" | "momentum" | "affine">,
    options?: FactoryOptions,
  ) {
    super(channelNormSignature(new.target.name, true), arguments);
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    this.requireRank(x, this.ranks);
    const momentum = this.nextMomentum();
    const { weight, bias, eps } = this;
    const training = this.training || this.runningMean === null;
    const y = batchNorm(x, this.runningMean, this.runningVar, weight, bias, training, momentum, eps);
    this.countBatch();
    return y;
  }
}

/** Normalises each channel by statistics that are given. */
function standardize(x: Tensor, mean: Tensor, variance: Tensor, scaling: Required<AffineOptions>): Tensor {
  const { weight, bias, eps } = scaling;
  const [batch, channels] = x.shape;
  const scale = variance.add(eps).rsqrt();
  const columns = (values: Tensor): Tensor => values.reshape(channels, 1);
  const y = scaleChannels(
    x.reshape(batch, channels, numel(x.shape.slice(2))),
    // A copy, because the running mean may move before the gradient is asked for.
    columns(mean.clone()),
    columns(weight === null ? scale : scale.mul(weight.reshape(scale.shape))),
    bias === null ? null : columns(bias),
  );
  return y.reshape(x.shape);
}

/** An empty batch as a function of weight and bias. */
function scaledEmpty(x: Tensor, weight: Tensor | null, bias: Tensor | null): Tensor {
  const spread = (values: Tensor): Tensor => values.reshape([-1, ...x.shape.slice(2).map(() => 1)]);
  const scaled = weight === null ? x : x.mul(spread(weight));
  return bias === null ? scaled.clone() : scaled.add(spread(bias));
}

/** Options of {@link batchNorm}. */
export interface BatchNormOptions extends AffineOptions {
  /** True to use, and to move the running statistics by, those of this batch. Default false. */
  readonly training?: boolean;
  /** How far the running statistics move, in [0, 1]. Default 0.1. */
  readonly momentum?: number;
}

const signature = defineSignature(
  "batchNorm",
  required("x", aTensor),
  required("runningMean", nullable(aTensor)),
  required("runningVar", nullable(aTensor)),
  ...affine,
  optional("training", aBoolean, false),
  optional("momentum", aFiniteNumber, 0.1),
  epsParameter,
);

/**
 * Normalises each channel by its mean and (biased) variance over the batch, or by the running statistics.
 *
 * Shapes: x [N, C] or [N, C, ..]; the statistics, weight and bias [C].
 * In training the running statistics move in place: `(1 - momentum) * old + momentum * new`, with the unbiased variance;
 * an empty batch leaves them as they are.
 * @throws {ShapeError} for a channel count that differs, or one value per channel in training.
 * @example
 * functional.batchNorm(tensor([[1], [3]]), null, null, { training: true }); // => tensor([[-1.0000],
 * //            [ 1.0000]])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.batch_norm.html
 */
export function batchNorm(
  x: Tensor,
  runningMean: Tensor | null,
  runningVar: Tensor | null,
  weight?: Tensor | null | BatchNormOptions,
  bias?: Tensor | null | Omit<BatchNormOptions, "weight">,
  training?: boolean | Omit<BatchNormOptions, "weight" | "bias">,
  momentum?: number | Pick<BatchNormOptions, "momentum" | "eps">,
  eps?: number | Pick<BatchNormOptions, "eps">,
): Tensor {
  [x, runningMean, runningVar, weight, bias, training, momentum, eps] = bind(signature, arguments);
  if (x.ndim < 2) throw new ShapeError(`batchNorm: expected at least 2 dimensions, got ${formatShape(x.shape)}`);
  const channels = x.shape[1];
  for (const [name, tensor] of Object.entries({ runningMean, runningVar, weight, bias })) {
    if (tensor !== null && tensor.numel() !== channels) {
      throw new ShapeError(
        `batchNorm: ${name} has ${tensor.numel()} elements, input ${formatShape(x.shape)} has ${channels} channels` +
          channelsLastHint(x.shape, Math.max(x.ndim - 2, 1), tensor.numel()),
      );
    }
  }
  if (!training) {
    if (runningMean === null || runningVar === null)
      throw new ValueError("batchNorm: expected runningMean and runningVar to be given when training is false");
    return standardize(x, runningMean, runningVar, { weight, bias, eps });
  }
  const count = x.numel() / Math.max(channels, 1);
  // Nothing to take a mean of, and nothing that the mean would change; weight and bias get their gradients of 0.
  if (count === 0) return scaledEmpty(x, weight, bias);
  if (count === 1)
    throw new ShapeError(
      `batchNorm: expected more than 1 value per channel when training, got input size ${formatShape(x.shape)}; write ` +
        "model.eval() to use the running statistics, or take a larger batch",
    );
  const batch = x.shape[0];
  const geometry = { batch, groups: channels, channels: 1, size: count / batch, acrossBatch: true, eps };
  const normalized = normalizeGroups("batchNorm", { x, weight, bias }, geometry);
  moveRunning(runningMean, runningVar, normalized, count, momentum);
  return normalized.output;
}
