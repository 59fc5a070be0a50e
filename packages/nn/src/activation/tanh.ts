import type { Tensor } from "@lumbre/tensor";
import { Module } from "../module/module.js";

/**
 * The hyperbolic tangent, elementwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Tanh.html
 */
export class Tanh extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "Tanh";

  forward(x: Tensor): Tensor {
    return x.tanh();
  }
}
