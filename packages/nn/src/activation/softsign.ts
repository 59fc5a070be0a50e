import type { Tensor } from "@lumbre/tensor";
import { bind, defineSignature } from "@lumbre/tensor/engine";
import { requireInput } from "../module/inputs.js";
import { Module } from "../module/module.js";

const signature = defineSignature("Softsign");

/**
 * `x / (1 + |x|)`, elementwise.
 *
 * Shapes: that of x.
 * @example
 * new nn.Softsign()(tensor([-1, 3])); // => tensor([-0.5000,  0.7500])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Softsign.html
 */
export class Softsign extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "Softsign";

  constructor() {
    bind(signature, arguments);
    super();
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    return x.softsign();
  }
}
