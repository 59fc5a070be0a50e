import { ones, type Shape, ShapeError, type Tensor, zeros } from "@lumbre/tensor";
import {
  aBoolean,
  aTensor,
  bind,
  callAs,
  defineSignature,
  formatShape,
  normalizeGroups,
  numbers,
  numel,
  optional,
  required,
  sizes,
} from "@lumbre/tensor/engine";
import { pythonBool, pythonNumber, tuple } from "../module/describe.js";
import { type FactoryOptions, factory, made } from "../module/factory.js";
import { requireInput } from "../module/inputs.js";
import { Module } from "../module/module.js";
import { Parameter } from "../module/parameter.js";
import { type AffineOptions, affine, type EpsOption, epsParameter } from "./affineOptions.js";

/** Options of {@link LayerNorm}. */
export interface LayerNormLayerOptions extends EpsOption, FactoryOptions {
  /** True if weight and bias are learned. Default true. */
  readonly elementwiseAffine?: boolean;
}

const layerSignature = defineSignature(
  "LayerNorm",
  required("normalizedShape", sizes),
  epsParameter,
  optional("elementwiseAffine", aBoolean, true),
  ...factory,
);
const signature = defineSignature(
  "layerNorm",
  required("x", aTensor),
  required("normalizedShape", numbers),
  ...affine,
  epsParameter,
);

/**
 * Normalises over the last dimensions by their own statistics.
 *
 * Shapes: x [.., normalizedShape]; weight and bias [normalizedShape].
 * @example
 * new nn.LayerNorm(4); // => LayerNorm((4,), eps=1e-05, elementwise_affine=True)
 * @see https://pytorch.org/docs/stable/generated/torch.nn.LayerNorm.html
 */
export class LayerNorm extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "LayerNorm";

  readonly normalizedShape: Shape;
  readonly eps: number;
  weight: Parameter | null;
  bias: Parameter | null;

  /**
   * @param normalizedShape The last dimensions of the input, one size or several.
   * @param eps Added to the variance, >= 0. Default 1e-5.
   * @param elementwiseAffine True if weight and bias are learned. Default true.
   */
  constructor(
    normalizedShape: number | Shape,
    eps?: number | LayerNormLayerOptions,
    elementwiseAffine?: boolean | Omit<LayerNormLayerOptions, "eps">,
    options?: FactoryOptions,
  ) {
    const [shape, added, learns, device, dtype] = bind(layerSignature, arguments);
    super();
    this.normalizedShape = typeof shape === "number" ? [shape] : [...shape];
    this.eps = added;
    const [weight, bias] = [ones, zeros].map((make) =>
      learns ? new Parameter(callAs("LayerNorm", () => make(this.normalizedShape, made(device, dtype)))) : null,
    );
    this.weight = weight;
    this.bias = bias;
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    const { weight, bias, eps } = this;
    return layerNorm(x, this.normalizedShape, weight, bias, eps);
  }

  override extraRepr(): string {
    return `${tuple(this.normalizedShape)}, eps=${pythonNumber(this.eps)}, elementwise_affine=${pythonBool(this.weight !== null)}`;
  }
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
export function layerNorm(
  x: Tensor,
  normalizedShape: Shape,
  weight?: Tensor | null | AffineOptions,
  bias?: Tensor | null | Omit<AffineOptions, "weight">,
  eps?: number | EpsOption,
): Tensor {
  [x, normalizedShape, weight, bias, eps] = bind(signature, arguments);
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
