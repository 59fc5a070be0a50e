import type { Tensor } from "@lumbre/tensor";
import { Module } from "../module/module.js";

/**
 * `max(x, 0)`, elementwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.ReLU.html
 */
export class ReLU extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "ReLU";

  forward(x: Tensor): Tensor {
    return x.relu();
  }
}
