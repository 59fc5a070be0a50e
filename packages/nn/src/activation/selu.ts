import type { Tensor } from "@lumbre/tensor";
import { Module } from "../module/module.js";

/**
 * The self-normalising exponential linear unit, elementwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.SELU.html
 */
export class SELU extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "SELU";

  forward(x: Tensor): Tensor {
    return x.selu();
  }
}
