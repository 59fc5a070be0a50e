import { ones, ShapeError, type Tensor, ValueError, zeros } from "@lumbre/tensor";
import { formatShape, normalizeGroups, numel } from "@lumbre/tensor/engine";
import { requireCount } from "../module/checks.js";
import { pythonBool, pythonNumber } from "../module/describe.js";
import { Module } from "../module/module.js";
import { Parameter } from "../module/parameter.js";
import type { AffineOptions, EpsOption } from "./affineOptions.js";

/** Options of {@link GroupNorm}. */
export interface GroupNormLayerOptions extends EpsOption {
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
export class GroupNorm extends Module<[x: Tensor], Tensor> {
  readonly eps: number;
  weight: Parameter | null;
  bias: Parameter | null;

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
