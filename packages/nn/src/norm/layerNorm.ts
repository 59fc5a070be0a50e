import { ones, type Shape, ShapeError, type Tensor, zeros } from "@lumbre/tensor";
import { formatShape, normalizeGroups, numel } from "@lumbre/tensor/engine";
import { pythonBool, pythonNumber, tuple } from "../module/describe.js";
import { Module } from "../module/module.js";
import { Parameter } from "../module/parameter.js";
import type { AffineOptions, EpsOption } from "./affineOptions.js";

/** Options of {@link LayerNorm}. */
export interface LayerNormLayerOptions extends EpsOption {
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
export class LayerNorm extends Module<[x: Tensor], Tensor> {
  readonly normalizedShape: Shape;
  readonly eps: number;
  weight: Parameter | null;
  bias: Parameter | null;

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
  const channels = numel(normalizedShape);
  const batch = numel(x.shape.slice(0, x.ndim - normalizedShape.length));
  const geometry = { batch, groups: 1, channels, size: 1, acrossBatch: false, eps };
  return normalizeGroups("layerNorm", { x, weight, bias }, geometry).output;
}
