import type { SoftplusOptions, Tensor } from "@lumbre/tensor";
import { aFiniteNumber, bind, defineSignature, optional } from "@lumbre/tensor/engine";
import { pythonNumber } from "../module/describe.js";
import { requireInput } from "../module/inputs.js";
import { Module } from "../module/module.js";

const signature = defineSignature(
  "Softplus",
  optional("beta", aFiniteNumber, 1),
  optional("threshold", aFiniteNumber, 20),
);

/**
 * `log(1 + exp(beta * x)) / beta`, elementwise.
 *
 * Shapes: that of x.
 * @example
 * new nn.Softplus()(tensor([0])); // => tensor([0.6931])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Softplus.html
 */
export class Softplus extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "Softplus";

  readonly beta: number;
  readonly threshold: number;

  /**
   * @param beta The sharpness of the bend, > 0. Default 1.
   * @param threshold Where `beta * x` is above it, x itself is given. Default 20.
   */
  constructor(beta?: number | SoftplusOptions, threshold?: number | Omit<SoftplusOptions, "beta">) {
    const bound = bind(signature, arguments);
    super();
    this.beta = bound[0];
    this.threshold = bound[1];
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    return x.softplus(this.beta, this.threshold);
  }

  override extraRepr(): string {
    return `beta=${pythonNumber(this.beta)}, threshold=${pythonNumber(this.threshold)}`;
  }
}
