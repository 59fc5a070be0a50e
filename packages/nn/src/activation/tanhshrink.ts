import type { Tensor } from "@lumbre/tensor";
import { Module } from "../module/module.js";

/**
 * `x - tanh(x)`, elementwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Tanhshrink.html
 */
export class Tanhshrink extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "Tanhshrink";

  forward(x: Tensor): Tensor {
    return x.tanhshrink();
  }
}
