import type { SoftshrinkOptions, Tensor } from "@lumbre/tensor";
import { aFiniteNumber, bind, defineSignature, optional } from "@lumbre/tensor/engine";
import { pythonNumber } from "../module/describe.js";
import { requireInput } from "../module/inputs.js";
import { Module } from "../module/module.js";

const signature = defineSignature("Softshrink", optional("lambd", aFiniteNumber, 0.5));

/**
 * x moved towards 0 by lambd, and 0 close to it, elementwise.
 *
 * Shapes: that of x.
 * @example
 * new nn.Softshrink()(tensor([0.25, 2])); // => tensor([0.0000, 1.5000])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Softshrink.html
 */
export class Softshrink extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "Softshrink";

  readonly lambd: number;

  /**
   * @param lambd How far elements move towards 0, >= 0. Default 0.5.
   */
  constructor(lambd?: number | SoftshrinkOptions) {
    const bound = bind(signature, arguments);
    super();
    this.lambd = bound[0];
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    return x.softshrink(this.lambd);
  }

  override extraRepr(): string {
    return pythonNumber(this.lambd);
  }
}
