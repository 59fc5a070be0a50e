import type { Tensor } from "@lumbre/tensor";
import { Module } from "../module/module.js";

/**
 * `x * tanh(softplus(x))`, elementwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Mish.html
 */
export class Mish extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "Mish";

  forward(x: Tensor): Tensor {
    return x.mish();
  }
}
