import type { Tensor } from "@lumbre/tensor";
import { bind, defineSignature } from "@lumbre/tensor/engine";
import { requireInput } from "../module/inputs.js";
import { Module } from "../module/module.js";

const signature = defineSignature("Tanh");

/**
 * The hyperbolic tangent, elementwise.
 *
 * Shapes: that of x.
 * @example
 * new nn.Tanh()(tensor([0, 1])); // => tensor([0.0000, 0.7616])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Tanh.html
 */
export class Tanh extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "Tanh";

  constructor() {
    bind(signature, arguments);
    super();
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    return x.tanh();
  }
}
