import type { LeakyReluOptions, Tensor } from "@lumbre/tensor";
import { aBoolean, aFiniteNumber, bind, defineSignature, optional } from "@lumbre/tensor/engine";
import { pythonNumber } from "../module/describe.js";
import { requireInput } from "../module/inputs.js";
import { Module } from "../module/module.js";

const signature = defineSignature(
  "LeakyReLU",
  optional("negativeSlope", aFiniteNumber, 0.01),
  optional("inplace", aBoolean, false),
);

/**
 * `x > 0 ? x : negativeSlope * x`, elementwise.
 *
 * Shapes: that of x.
 * @example
 * new nn.LeakyReLU(0.5)(tensor([-1, 2])); // => tensor([-0.5000,  2.0000])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.LeakyReLU.html
 */
export class LeakyReLU extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "LeakyReLU";

  readonly negativeSlope: number;
  readonly inplace: boolean;

  /**
   * @param negativeSlope The slope below 0. Default 0.01.
   * @param inplace True to write the result into x. Default false.
   */
  constructor(negativeSlope?: number | LeakyReluOptions, inplace?: boolean | Omit<LeakyReluOptions, "negativeSlope">) {
    const bound = bind(signature, arguments);
    super();
    this.negativeSlope = bound[0];
    this.inplace = bound[1];
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    return x.leakyRelu(this.negativeSlope, this.inplace);
  }

  override extraRepr(): string {
    return `negative_slope=${pythonNumber(this.negativeSlope)}${this.inplace ? ", inplace=True" : ""}`;
  }
}
