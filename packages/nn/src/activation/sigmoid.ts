import type { Tensor } from "@lumbre/tensor";
import { Module } from "../module/module.js";

/**
 * `1 / (1 + exp(-x))`, elementwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Sigmoid.html
 */
export class Sigmoid extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "Sigmoid";

  forward(x: Tensor): Tensor {
    return x.sigmoid();
  }
}
