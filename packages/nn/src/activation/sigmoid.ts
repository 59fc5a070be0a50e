import type { Tensor } from "@lumbre/tensor";
import { bind, defineSignature } from "@lumbre/tensor/engine";
import { requireInput } from "../module/inputs.js";
import { Module } from "../module/module.js";

const signature = defineSignature("Sigmoid");

/**
 * `1 / (1 + exp(-x))`, elementwise.
 *
 * Shapes: that of x.
 * @example
 * new nn.Sigmoid()(tensor([0])); // => tensor([0.5000])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Sigmoid.html
 */
export class Sigmoid extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "Sigmoid";

  constructor() {
    bind(signature, arguments);
    super();
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    return x.sigmoid();
  }
}
