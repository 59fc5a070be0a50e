import type { Tensor } from "@lumbre/tensor";
import { Module } from "../module/module.js";

/**
 * `x * sigmoid(x)`, elementwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.SiLU.html
 */
export class SiLU extends Module<[x: Tensor], Tensor> {
  forward(x: Tensor): Tensor {
    return x.silu();
  }
}
