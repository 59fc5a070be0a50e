import { empty, ShapeError, type Tensor } from "@lumbre/tensor";
import { formatShape } from "@lumbre/tensor/engine";
import { uniform_ } from "../init.js";
import { requireCount } from "../module/checks.js";
import { pythonBool } from "../module/describe.js";
import { Module } from "../module/module.js";
import { Parameter } from "../module/parameter.js";
import type { BiasOptions } from "./linear.js";

/**
 * A layer of two inputs, `y = x1ᵀ W x2 + b`.
 *
 * Shapes: x1 [.., in1], x2 [.., in2] -> [.., out]; weight [out, in1, in2], bias [out].
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Bilinear.html
 */
export class Bilinear extends Module<[x1: Tensor, x2: Tensor], Tensor> {
  weight: Parameter;
  bias: Parameter | null;

  constructor(
    readonly in1Features: number,
    readonly in2Features: number,
    readonly outFeatures: number,
    options: BiasOptions = {},
  ) {
    super();
    requireCount("Bilinear", "in1Features", in1Features);
    this.weight = new Parameter(empty(outFeatures, in1Features, in2Features));
    this.bias = (options.bias ?? true) ? new Parameter(empty(outFeatures)) : null;
    const bound = 1 / Math.sqrt(in1Features);
    uniform_(this.weight, -bound, bound);
    if (this.bias !== null) uniform_(this.bias, -bound, bound);
  }

  forward(x1: Tensor, x2: Tensor): Tensor {
    return bilinear(x1, x2, this.weight, this.bias);
  }

  override extraRepr(): string {
    return `in1_features=${this.in1Features}, in2_features=${this.in2Features}, out_features=${this.outFeatures}, bias=${pythonBool(this.bias !== null)}`;
  }
}

/**
 * `x1ᵀ W x2 + b`, for each output.
 *
 * Shapes: x1 [.., in1], x2 [.., in2], weight [out, in1, in2], bias [out] -> [.., out].
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.bilinear.html
 */
export function bilinear(x1: Tensor, x2: Tensor, weight: Tensor, bias: Tensor | null = null): Tensor {
  const [out, in1, in2] = weight.shape;
  if (x1.shape[x1.ndim - 1] !== in1 || x2.shape[x2.ndim - 1] !== in2) {
    throw new ShapeError(
      `bilinear: inputs ${formatShape(x1.shape)} and ${formatShape(x2.shape)} do not fit weight ${formatShape(weight.shape)}`,
    );
  }
  const rows = x1.reshape(-1, in1);
  const products = rows.matmul(weight.permute(1, 0, 2).reshape(in1, out * in2)).view(-1, out, in2);
  const result = products
    .mul(x2.reshape(-1, 1, in2))
    .sum(2)
    .reshape([...x1.shape.slice(0, -1), out]);
  return bias === null ? result : result.add(bias);
}
