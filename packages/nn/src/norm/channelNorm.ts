import { noGrad } from "@lumbre/autograd";
import { ones, ShapeError, type Tensor, zeros } from "@lumbre/tensor";
import {
  aBoolean,
  aFiniteNumber,
  anIntegerFrom,
  bind,
  defineSignature,
  formatShape,
  nullable,
  optional,
  required,
} from "@lumbre/tensor/engine";
import { Buffer } from "../module/buffer.js";
import { pythonBool, pythonNumber } from "../module/describe.js";
import { type FactoryOptions, factory, made } from "../module/factory.js";
import { Module } from "../module/module.js";
import { Parameter } from "../module/parameter.js";
import { type EpsOption, epsParameter } from "./affineOptions.js";

/** Options of batch and instance norms. */
export interface BatchNormLayerOptions extends EpsOption, FactoryOptions {
  /** How far the running statistics move; null averages over all batches. Default 0.1. */
  readonly momentum?: number | null;
  /** True if weight and bias are learned. Default true (instance norm: false). */
  readonly affine?: boolean;
  /** True if running statistics are kept; without, evaluation uses the batch's. Default true (instance norm: false). */
  readonly trackRunningStats?: boolean;
}

/** The signature of a norm over channels; batch and instance norm differ in two defaults. */
/* @__NO_SIDE_EFFECTS__ */
export function channelNormSignature(layer: string, learns: boolean) {
  return defineSignature(
    layer,
    required("numFeatures", anIntegerFrom(1)),
    epsParameter,
    optional("momentum", nullable(aFiniteNumber), 0.1),
    optional("affine", aBoolean, learns),
    optional("trackRunningStats", aBoolean, learns),
    ...factory,
  );
}

/** The base of norms over channels: weight, bias and running statistics. */
export abstract class ChannelNorm extends Module<[x: Tensor], Tensor> {
  readonly eps: number;
  readonly momentum: number | null;
  readonly affine: boolean;
  readonly trackRunningStats: boolean;
  weight: Parameter | null;
  bias: Parameter | null;
  runningMean: Buffer | null;
  runningVar: Buffer | null;
  numBatchesTracked: Buffer | null;

  readonly numFeatures: number;

  constructor(signature: ReturnType<typeof channelNormSignature>, given: ArrayLike<unknown>) {
    const [numFeatures, eps, momentum, affine, trackRunningStats, device, dtype] = bind(signature, given);
    super();
    const options = made(device, dtype);
    this.numFeatures = numFeatures;
    this.eps = eps;
    this.momentum = momentum;
    this.affine = affine;
    this.trackRunningStats = trackRunningStats;
    this.weight = affine ? new Parameter(ones([numFeatures], options)) : null;
    this.bias = affine ? new Parameter(zeros([numFeatures], options)) : null;
    this.runningMean = trackRunningStats ? new Buffer(zeros([numFeatures], options)) : null;
    this.runningVar = trackRunningStats ? new Buffer(ones([numFeatures], options)) : null;
    this.numBatchesTracked = trackRunningStats ? new Buffer(zeros([], { ...options, dtype: "int32" })) : null;
    // PyTorch has it since version 0.4.1.
    if (this.numBatchesTracked !== null) this.numBatchesTracked.isAddedLater = true;
  }

  /** The momentum for the next batch: without one given, the mean over all batches. */
  protected nextMomentum(): number {
    const counter = this.training ? this.numBatchesTracked : null;
    return this.momentum ?? (counter === null ? 0 : 1 / (counter.item() + 1));
  }

  /** Counts a batch, in training. */
  protected countBatch(): void {
    if (this.training) noGrad(() => this.numBatchesTracked?.add_(1));
  }

  protected requireRank(x: Tensor, ranks: readonly number[]): void {
    if (ranks.includes(x.ndim)) return;
    const expected = ranks.map((rank) => `${rank}D`).join(" or ");
    const isImage = x.ndim + 1 === Math.min(...ranks);
    const remedy = isImage ? "; write x.unsqueeze(0) for a batch of one" : "";
    throw new ShapeError(
      `${this.constructor.name}: expected ${expected} input (got ${x.ndim}D input of shape ${formatShape(x.shape)})${remedy}`,
    );
  }

  override extraRepr(): string {
    const momentum = this.momentum === null ? "None" : pythonNumber(this.momentum);
    return `${this.numFeatures}, eps=${pythonNumber(this.eps)}, momentum=${momentum}, affine=${pythonBool(this.affine)}, track_running_stats=${pythonBool(this.trackRunningStats)}`;
  }
}
