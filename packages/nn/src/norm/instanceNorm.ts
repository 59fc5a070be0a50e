import { ShapeError, type Tensor } from "@lumbre/tensor";
import {
  aBoolean,
  aFiniteNumber,
  aTensor,
  bind,
  defineSignature,
  formatShape,
  normalizeGroups,
  nullable,
  numel,
  optional,
  required,
} from "@lumbre/tensor/engine";
import type { FactoryOptions } from "../module/factory.js";
import { requireInput } from "../module/inputs.js";
import { affine, epsParameter } from "./affineOptions.js";
import { type BatchNormOptions, batchNorm } from "./batchNorm.js";
import { type BatchNormLayerOptions, ChannelNorm, channelNormSignature } from "./channelNorm.js";
import { moveRunning } from "./moveRunning.js";

/** The base of instance norms, which share a constructor and differ in the number of spatial dimensions. */
export abstract class InstanceNorm extends ChannelNorm {
  protected abstract readonly spatial: number;

  /**
   * @param numFeatures Channels of the input, >= 1.
   * @param eps Added to the variance, >= 0. Default 1e-5.
   * @param momentum How far the running statistics move; null averages over all batches. Default 0.1.
   * @param affine True if weight and bias are learned. Default false.
   * @param trackRunningStats True if running statistics are kept. Default false.
   */
  constructor(
    numFeatures: number,
    eps?: number | BatchNormLayerOptions,
    momentum?: number | null | Omit<BatchNormLayerOptions, "eps">,
    affine?: boolean | Omit<BatchNormLayerOptions, "eps" | "momentum">,
    trackRunningStats?: boolean | Omit<BatchNormLayerOptions, "eps" | "momentum" | "affine">,
    options?: FactoryOptions,
  ) {
    super(channelNormSignature(new.target.name, false), arguments);
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
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
    return instanceNorm(x, this.runningMean, this.runningVar, weight, bias, useInputStats, momentum, eps);
  }
}

/** Options of {@link instanceNorm}. */
export interface InstanceNormOptions extends Omit<BatchNormOptions, "training"> {
  /** The running mean, [C]. Default: none. */
  readonly runningMean?: Tensor | null;
  /** The running variance, [C]. Default: none. */
  readonly runningVar?: Tensor | null;
  /** Normalise by each image's own statistics, else by the running ones. Default true. */
  readonly useInputStats?: boolean;
}

const signature = defineSignature(
  "instanceNorm",
  required("x", aTensor),
  optional("runningMean", nullable(aTensor), null),
  optional("runningVar", nullable(aTensor), null),
  ...affine,
  optional("useInputStats", aBoolean, true),
  optional("momentum", aFiniteNumber, 0.1),
  epsParameter,
);

/**
 * Normalises each channel of each image by its mean and (biased) variance.
 *
 * Shapes: x [N, C, ..]; weight, bias and the statistics [C].
 * @example
 * functional.instanceNorm(tensor([[[1, 3]]])); // => tensor([[[-1.0000,  1.0000]]])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.instance_norm.html
 */
export function instanceNorm(
  x: Tensor,
  runningMean?: Tensor | null | InstanceNormOptions,
  runningVar?: Tensor | null | Omit<InstanceNormOptions, "runningMean">,
  weight?: Tensor | null | Omit<InstanceNormOptions, "runningMean" | "runningVar">,
  bias?: Tensor | null | Omit<InstanceNormOptions, "runningMean" | "runningVar" | "weight">,
  useInputStats?: boolean | Pick<InstanceNormOptions, "useInputStats" | "momentum" | "eps">,
  momentum?: number | Pick<InstanceNormOptions, "momentum" | "eps">,
  eps?: number | Pick<InstanceNormOptions, "eps">,
): Tensor {
  const bound = bind(signature, arguments);
  [x, runningMean, runningVar, weight, bias, useInputStats, momentum, eps] = bound;
  if (!useInputStats) return batchNorm(x, runningMean, runningVar, weight, bias, false, momentum, eps);
  const [batch, channels] = x.shape;
  const count = numel(x.shape.slice(2));
  if (x.ndim < 3 || count === 1)
    throw new ShapeError(
      `instanceNorm: expected more than 1 spatial element when training, got input size ${formatShape(x.shape)}`,
    );
  for (const [name, running] of Object.entries({ runningMean, runningVar })) {
    if (running === null || (running.ndim === 1 && running.numel() === channels)) continue;
    throw new ShapeError(
      `instanceNorm: ${name} must have shape [${channels}], as the input ${formatShape(x.shape)} has ${channels} channels, got ` +
        formatShape(running.shape),
    );
  }
  const geometry = { batch, groups: channels, channels: 1, size: count, acrossBatch: false, eps };
  const { output, mean, variance } = normalizeGroups("instanceNorm", { x, weight, bias }, geometry);
  // Nothing has no statistics, and the running ones stay.
  if (x.numel() > 0 && (runningMean !== null || runningVar !== null)) {
    moveRunning(runningMean, runningVar, { mean: mean.mean(0), variance: variance.mean(0) }, count, momentum);
  }
  return output;
}
