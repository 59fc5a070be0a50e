import type { Tensor } from "@lumbre/tensor";
import { bind, defineSignature } from "@lumbre/tensor/engine";
import { requireInput } from "../module/inputs.js";
import { Module } from "../module/module.js";

const signature = defineSignature("Tanhshrink");

/**
 * `x - tanh(x)`, elementwise.
 *
 * Shapes: that of x.
 * @example
 * new nn.Tanhshrink()(tensor([0, 1])); // => tensor([0.0000, 0.2384])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Tanhshrink.html
 */
export class Tanhshrink extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "Tanhshrink";

  constructor() {
    bind(signature, arguments);
    super();
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    return x.tanhshrink();
  }
}
