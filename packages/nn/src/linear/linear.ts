import { empty, linear, type Tensor } from "@lumbre/tensor";
import { requireCount } from "../module/checks.js";
import { pythonBool } from "../module/describe.js";
import { Module } from "../module/module.js";
import { Parameter } from "../module/parameter.js";
import { initLinear } from "./initLinear.js";

/** Options of layers that may have a bias. */
export interface BiasOptions {
  /** Whether a bias is learned and added. Default true. */
  readonly bias?: boolean;
}

/**
 * A fully connected layer, `y = x Wᵀ + b`.
 *
 * Shapes: x [.., in] -> [.., out]; weight [out, in], bias [out].
 * @example
 * const layer = new nn.Linear(3, 2);
 * layer; // => Linear(in_features=3, out_features=2, bias=True)
 * layer(zeros(5, 3)).shape; // => [5, 2]
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Linear.html
 */
export class Linear extends Module<[x: Tensor], Tensor> {
  weight: Parameter;
  bias: Parameter | null;

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
