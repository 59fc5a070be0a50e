import type { HardshrinkOptions, Tensor } from "@lumbre/tensor";
import { aFiniteNumber, bind, defineSignature, optional } from "@lumbre/tensor/engine";
import { pythonNumber } from "../module/describe.js";
import { requireInput } from "../module/inputs.js";
import { Module } from "../module/module.js";

const signature = defineSignature("Hardshrink", optional("lambd", aFiniteNumber, 0.5));

/**
 * x, and 0 close to 0, elementwise.
 *
 * Shapes: that of x.
 * @example
 * new nn.Hardshrink()(tensor([0.25, 2])); // => tensor([0., 2.])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Hardshrink.html
 */
export class Hardshrink extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "Hardshrink";

  readonly lambd: number;

  /**
   * @param lambd Elements within [-lambd, lambd] become 0. Default 0.5.
   */
  constructor(lambd?: number | HardshrinkOptions) {
    const bound = bind(signature, arguments);
    super();
    this.lambd = bound[0];
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    return x.hardshrink(this.lambd);
  }

  override extraRepr(): string {
    return pythonNumber(this.lambd);
  }
}
