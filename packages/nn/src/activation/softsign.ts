import type { Tensor } from "@lumbre/tensor";
import { Module } from "../module/module.js";

/**
 * `x / (1 + |x|)`, elementwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Softsign.html
 */
export class Softsign extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "Softsign";

  forward(x: Tensor): Tensor {
    return x.softsign();
  }
}
