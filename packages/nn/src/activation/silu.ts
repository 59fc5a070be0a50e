import type { Tensor } from "@lumbre/tensor";
import { Module } from "../module/module.js";

/**
 * `x * sigmoid(x)`, elementwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.SiLU.html
 */
export class SiLU extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "SiLU";

  forward(x: Tensor): Tensor {
    return x.silu();
  }
}
