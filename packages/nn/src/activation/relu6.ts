import type { Tensor } from "@lumbre/tensor";
import { Module } from "../module/module.js";

/**
 * `min(max(x, 0), 6)`, elementwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.ReLU6.html
 */
export class ReLU6 extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "ReLU6";

  forward(x: Tensor): Tensor {
    return x.relu6();
  }
}
