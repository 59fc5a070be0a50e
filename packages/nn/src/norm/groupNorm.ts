import { ones, ShapeError, type Tensor, ValueError, zeros } from "@lumbre/tensor";
import {
  aBoolean,
  aNumber,
  anIntegerFrom,
  aTensor,
  bind,
  defineSignature,
  formatShape,
  normalizeGroups,
  numel,
  optional,
  required,
} from "@lumbre/tensor/engine";
import { pythonBool, pythonNumber } from "../module/describe.js";
import { type FactoryOptions, factory, made } from "../module/factory.js";
import { requireInput } from "../module/inputs.js";
import { Module } from "../module/module.js";
import { Parameter } from "../module/parameter.js";
import { type AffineOptions, affine as affineParameters, type EpsOption, epsParameter } from "./affineOptions.js";

/** Options of {@link GroupNorm}. */
export interface GroupNormLayerOptions extends EpsOption, FactoryOptions {
  /** True if weight and bias are learned. Default true. */
  readonly affine?: boolean;
}

const layerSignature = defineSignature(
  "GroupNorm",
  required("numGroups", anIntegerFrom(1)),
  required("numChannels", anIntegerFrom(1)),
  epsParameter,
  optional("affine", aBoolean, true),
  ...factory,
);
const signature = defineSignature(
  "groupNorm",
  required("x", aTensor),
  required("numGroups", aNumber),
  ...affineParameters,
  epsParameter,
);

/**
 * Normalises groups of channels of each image by their own statistics.
 *
 * Shapes: x [N, C, ..]; weight and bias [C].
 * @throws {ValueError} unless numGroups divides numChannels.
 * @example
 * new nn.GroupNorm(2, 6)(randn(1, 6, 4, 4)).shape; // => [1, 6, 4, 4]
 * @see https://pytorch.org/docs/stable/generated/torch.nn.GroupNorm.html
 */
export class GroupNorm extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "GroupNorm";

  readonly eps: number;
  weight: Parameter | null;
  bias: Parameter | null;

  readonly numGroups: number;
  readonly numChannels: number;

  /**
   * @param numGroups Number of groups, >= 1; divides numChannels.
   * @param numChannels Channels of the input, >= 1.
   * @param eps Added to the variance, >= 0. Default 1e-5.
   * @param affine True if weight and bias are learned. Default true.
   */
  constructor(
    numGroups: number,
    numChannels: number,
    eps?: number | GroupNormLayerOptions,
    affine?: boolean | Omit<GroupNormLayerOptions, "eps">,
    options?: FactoryOptions,
  ) {
    const [groups, channels, added, learns, device, dtype] = bind(layerSignature, arguments);
    if (channels % groups !== 0)
      throw new ValueError(`GroupNorm: numChannels ${channels} must be divisible by numGroups ${groups}`);
    super();
    this.numGroups = groups;
    this.numChannels = channels;
    this.eps = added;
    this.weight = learns ? new Parameter(ones([channels], made(device, dtype))) : null;
    this.bias = learns ? new Parameter(zeros([channels], made(device, dtype))) : null;
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    const { weight, bias, eps } = this;
    return groupNorm(x, this.numGroups, weight, bias, eps);
  }

  override extraRepr(): string {
    return `${this.numGroups}, ${this.numChannels}, eps=${pythonNumber(this.eps)}, affine=${pythonBool(this.weight !== null)}`;
  }
}

/**
 * Normalises groups of channels of each image by their mean and (biased) variance.
 *
 * Shapes: x [N, C, ..]; weight and bias [C].
 * @throws {ShapeError} unless the groups divide the channels, and for one image whose groups have one element each.
 * @example
 * functional.groupNorm(tensor([[[1, 3]]]), 1); // => tensor([[[-1.0000,  1.0000]]])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.group_norm.html
 */
export function groupNorm(
  x: Tensor,
  numGroups: number,
  weight?: Tensor | null | AffineOptions,
  bias?: Tensor | null | Omit<AffineOptions, "weight">,
  eps?: number | EpsOption,
): Tensor {
  [x, numGroups, weight, bias, eps] = bind(signature, arguments);
  const [batch, channels] = x.shape;
  if (x.ndim < 2 || !Number.isInteger(numGroups) || numGroups < 1 || channels % numGroups !== 0) {
    throw new ShapeError(
      `groupNorm: expected number of channels in input ${formatShape(x.shape)} to be divisible by numGroups ${numGroups}`,
    );
  }
  if (x.numel() === numGroups) {
    throw new ShapeError(
      `groupNorm: expected more than 1 value per group, got input size ${formatShape(x.shape)} with numGroups ${numGroups}; ` +
        "a value alone is its own mean: take fewer groups",
    );
  }
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
