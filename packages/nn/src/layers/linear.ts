import { empty, linear, type Tensor } from "@lumbre/tensor";
import { pythonBool } from "../describe.js";
import { bilinear } from "../functional/linear.js";
import { calculateFans, kaimingUniform_, uniform_ } from "../init.js";
import { Module } from "../module.js";
import { Parameter } from "../parameter.js";
import { requireCount } from "./options.js";

/** Options of layers that may have a bias. */
export interface BiasOptions {
  /** Whether a bias is learned and added. Default true. */
  readonly bias?: boolean;
}

/**
 * PyTorch's default for linear layers and convolutions: weight and bias uniform within `1 / sqrt(fanIn)`. Drawn in
 * this order, so that a seed gives PyTorch's parameters.
 */
export function initLinear(weight: Parameter, bias: Parameter | null): void {
  kaimingUniform_(weight, { a: Math.sqrt(5) });
  if (bias === null) return;
  const { fanIn } = calculateFans(weight.shape);
  const bound = fanIn > 0 ? 1 / Math.sqrt(fanIn) : 0;
  uniform_(bias, -bound, bound);
}

/**
 * A fully connected layer, `y = x Wᵀ + b`.
 *
 * Shapes: x [.., in] -> [.., out]; weight [out, in], bias [out].
 * @example
 * const layer = new nn.Linear(3, 2);
 * layer; // => Linear(in_features=3, out_features=2, bias=True)
 * layer.forward(zeros(5, 3)).shape; // => [5, 2]
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Linear.html
 */
export class Linear extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter | null;

  constructor(
    readonly inFeatures: number,
    readonly outFeatures: number,
    options: BiasOptions = {},
  ) {
    super();
    requireCount("Linear", "inFeatures", inFeatures);
    requireCount("Linear", "outFeatures", outFeatures);
    this.weight = new Parameter(empty(outFeatures, inFeatures));
    this.bias = (options.bias ?? true) ? new Parameter(empty(outFeatures)) : null;
    this.resetParameters();
  }

  /** Draws weight and bias anew. */
  resetParameters(): void {
    initLinear(this.weight, this.bias);
  }

  forward(x: Tensor): Tensor {
    return linear(x, this.weight, this.bias);
  }

  override extraRepr(): string {
    return `in_features=${this.inFeatures}, out_features=${this.outFeatures}, bias=${pythonBool(this.bias !== null)}`;
  }
}

/**
 * A layer of two inputs, `y = x1ᵀ W x2 + b`.
 *
 * Shapes: x1 [.., in1], x2 [.., in2] -> [.., out]; weight [out, in1, in2], bias [out].
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Bilinear.html
 */
export class Bilinear extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter | null;

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
 * Gives back its input.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Identity.html
 */
export class Identity extends Module {
  forward(x: Tensor): Tensor {
    return x;
  }
}
