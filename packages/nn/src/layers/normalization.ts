import { noGrad } from "@lumbre/autograd";
import { formatShape, ones, type Shape, ShapeError, type Tensor, ValueError, zeros } from "@lumbre/tensor";
import { pythonBool, pythonNumber, tuple } from "../describe.js";
import { batchNorm, groupNorm, instanceNorm, layerNorm } from "../functional/normalization.js";
import { Module } from "../module.js";
import { Buffer, Parameter } from "../parameter.js";
import { requireCount } from "./options.js";

/** Options of batch and instance norms. */
export interface BatchNormLayerOptions {
  /** Added to the variance, > 0. Default 1e-5. */
  readonly eps?: number;
  /** How far the running statistics move; null averages over all batches. Default 0.1. */
  readonly momentum?: number | null;
  /** Whether weight and bias are learned. Default true (instance norm: false). */
  readonly affine?: boolean;
  /** Whether running statistics are kept; without, evaluation uses the batch's. Default true (instance norm: false). */
  readonly trackRunningStats?: boolean;
}

/** What norms over channels have in common: weight, bias and running statistics. */
abstract class ChannelNorm extends Module {
  readonly eps: number;
  readonly momentum: number | null;
  readonly affine: boolean;
  readonly trackRunningStats: boolean;
  readonly weight: Parameter | null;
  readonly bias: Parameter | null;
  readonly runningMean: Buffer | null;
  readonly runningVar: Buffer | null;
  readonly numBatchesTracked: Buffer | null;

  constructor(
    readonly numFeatures: number,
    options: Required<BatchNormLayerOptions>,
  ) {
    super();
    requireCount(this.constructor.name, "numFeatures", numFeatures, 1);
    const { eps, momentum, affine, trackRunningStats } = options;
    this.eps = eps;
    this.momentum = momentum;
    this.affine = affine;
    this.trackRunningStats = trackRunningStats;
    this.weight = affine ? new Parameter(ones(numFeatures)) : null;
    this.bias = affine ? new Parameter(zeros(numFeatures)) : null;
    this.runningMean = trackRunningStats ? new Buffer(zeros(numFeatures)) : null;
    this.runningVar = trackRunningStats ? new Buffer(ones(numFeatures)) : null;
    this.numBatchesTracked = trackRunningStats ? new Buffer(zeros([], { dtype: "int32" })) : null;
  }

  /** Counts a batch, and gives the momentum for it. */
  protected nextMomentum(): number {
    if (!this.training || this.numBatchesTracked === null) return this.momentum ?? 0;
    const counter = this.numBatchesTracked;
    noGrad(() => counter.add_(1));
    return this.momentum ?? 1 / counter.item();
  }

  protected requireRank(x: Tensor, ranks: readonly number[]): void {
    if (ranks.includes(x.ndim)) return;
    const expected = ranks.map((rank) => `${rank}D`).join(" or ");
    throw new ShapeError(
      `${this.constructor.name}: expected ${expected} input (got ${x.ndim}D input of shape ${formatShape(x.shape)})`,
    );
  }

  override extraRepr(): string {
    const momentum = this.momentum === null ? "None" : pythonNumber(this.momentum);
    return `${this.numFeatures}, eps=${pythonNumber(this.eps)}, momentum=${momentum}, affine=${pythonBool(this.affine)}, track_running_stats=${pythonBool(this.trackRunningStats)}`;
  }
}

abstract class BatchNorm extends ChannelNorm {
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

/**
 * Normalises each channel over the batch (and the sequence): in training by its own statistics, which also move the
 * running ones; in evaluation by those.
 *
 * Shapes: x [N, C] or [N, C, L]; weight, bias, runningMean and runningVar [C].
 * @throws {ShapeError} for another rank, or one value per channel in training.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.BatchNorm1d.html
 */
export class BatchNorm1d extends BatchNorm {
  protected readonly ranks: readonly number[] = [2, 3];
}

/**
 * Normalises each channel over the batch and the image: in training by its own statistics, which also move the running
 * ones; in evaluation by those.
 *
 * Shapes: x [N, C, H, W]; weight, bias, runningMean and runningVar [C].
 * @throws {ShapeError} for another rank, or one value per channel in training.
 * @example
 * new nn.BatchNorm2d(3); // => BatchNorm2d(3, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)
 * @see https://pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html
 */
export class BatchNorm2d extends BatchNorm {
  protected readonly ranks: readonly number[] = [4];
}

abstract class InstanceNorm extends ChannelNorm {
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

/**
 * Normalises each channel of each sequence by its own statistics.
 *
 * Shapes: x [N, C, L] or [C, L].
 * @see https://pytorch.org/docs/stable/generated/torch.nn.InstanceNorm1d.html
 */
export class InstanceNorm1d extends InstanceNorm {
  protected readonly spatial = 1;
}

/**
 * Normalises each channel of each image by its own statistics.
 *
 * Shapes: x [N, C, H, W] or [C, H, W].
 * @see https://pytorch.org/docs/stable/generated/torch.nn.InstanceNorm2d.html
 */
export class InstanceNorm2d extends InstanceNorm {
  protected readonly spatial = 2;
}

/** Options of {@link LayerNorm}. */
export interface LayerNormLayerOptions {
  /** Added to the variance, > 0. Default 1e-5. */
  readonly eps?: number;
  /** Whether weight and bias are learned. Default true. */
  readonly elementwiseAffine?: boolean;
}

/**
 * Normalises over the last dimensions by their own statistics.
 *
 * Shapes: x [.., normalizedShape]; weight and bias [normalizedShape].
 * @example
 * new nn.LayerNorm(4); // => LayerNorm((4,), eps=1e-05, elementwise_affine=True)
 * @see https://pytorch.org/docs/stable/generated/torch.nn.LayerNorm.html
 */
export class LayerNorm extends Module {
  readonly normalizedShape: Shape;
  readonly eps: number;
  readonly weight: Parameter | null;
  readonly bias: Parameter | null;

  constructor(normalizedShape: number | Shape, options: LayerNormLayerOptions = {}) {
    super();
    this.normalizedShape = typeof normalizedShape === "number" ? [normalizedShape] : [...normalizedShape];
    this.eps = options.eps ?? 1e-5;
    const affine = options.elementwiseAffine ?? true;
    this.weight = affine ? new Parameter(ones(this.normalizedShape)) : null;
    this.bias = affine ? new Parameter(zeros(this.normalizedShape)) : null;
  }

  forward(x: Tensor): Tensor {
    const { weight, bias, eps } = this;
    return layerNorm(x, this.normalizedShape, { weight, bias, eps });
  }

  override extraRepr(): string {
    return `${tuple(this.normalizedShape)}, eps=${pythonNumber(this.eps)}, elementwise_affine=${pythonBool(this.weight !== null)}`;
  }
}

/** Options of {@link GroupNorm}. */
export interface GroupNormLayerOptions {
  /** Added to the variance, > 0. Default 1e-5. */
  readonly eps?: number;
  /** Whether weight and bias are learned. Default true. */
  readonly affine?: boolean;
}

/**
 * Normalises groups of channels of each image by their own statistics.
 *
 * Shapes: x [N, C, ..]; weight and bias [C].
 * @throws {ValueError} unless numGroups divides numChannels.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.GroupNorm.html
 */
export class GroupNorm extends Module {
  readonly eps: number;
  readonly weight: Parameter | null;
  readonly bias: Parameter | null;

  constructor(
    readonly numGroups: number,
    readonly numChannels: number,
    options: GroupNormLayerOptions = {},
  ) {
    super();
    requireCount("GroupNorm", "numGroups", numGroups, 1);
    if (numChannels % numGroups !== 0)
      throw new ValueError(`GroupNorm: numChannels ${numChannels} must be divisible by numGroups ${numGroups}`);
    this.eps = options.eps ?? 1e-5;
    const affine = options.affine ?? true;
    this.weight = affine ? new Parameter(ones(numChannels)) : null;
    this.bias = affine ? new Parameter(zeros(numChannels)) : null;
  }

  forward(x: Tensor): Tensor {
    const { weight, bias, eps } = this;
    return groupNorm(x, this.numGroups, { weight, bias, eps });
  }

  override extraRepr(): string {
    return `${this.numGroups}, ${this.numChannels}, eps=${pythonNumber(this.eps)}, affine=${pythonBool(this.weight !== null)}`;
  }
}
