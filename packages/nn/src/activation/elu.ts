import type { EluOptions, Tensor } from "@lumbre/tensor";
import { aBoolean, aFiniteNumber, bind, defineSignature, optional } from "@lumbre/tensor/engine";
import { pythonFloat } from "../module/describe.js";
import { requireInput } from "../module/inputs.js";
import { Module } from "../module/module.js";

const signature = defineSignature("ELU", optional("alpha", aFiniteNumber, 1), optional("inplace", aBoolean, false));

/**
 * `x > 0 ? x : alpha * (exp(x) - 1)`, elementwise.
 *
 * Shapes: that of x.
 * @example
 * new nn.ELU()(tensor([0, 1])); // => tensor([0., 1.])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.ELU.html
 */
export class ELU extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "ELU";

  readonly alpha: number;
  readonly inplace: boolean;

  /**
   * @param alpha The limit far below 0. Default 1.
   * @param inplace True to write the result into x. Default false.
   */
  constructor(alpha?: number | EluOptions, inplace?: boolean | Omit<EluOptions, "alpha">) {
    const bound = bind(signature, arguments);
    super();
    this.alpha = bound[0];
    this.inplace = bound[1];
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    return x.elu(this.alpha, this.inplace);
  }

  override extraRepr(): string {
    return `alpha=${pythonFloat(this.alpha)}${this.inplace ? ", inplace=True" : ""}`;
  }
}
