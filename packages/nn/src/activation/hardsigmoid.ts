import type { Tensor } from "@lumbre/tensor";
import { Module } from "../module/module.js";

/**
 * `min(max(x + 3, 0), 6) / 6`, elementwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Hardsigmoid.html
 */
export class Hardsigmoid extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "Hardsigmoid";

  forward(x: Tensor): Tensor {
    return x.hardsigmoid();
  }
}
