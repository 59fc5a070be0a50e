import type { Tensor } from "@lumbre/tensor";
import { Module } from "../module/module.js";

/**
 * Gives back its input.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Identity.html
 */
export class Identity extends Module<[x: Tensor], Tensor> {
  forward(x: Tensor): Tensor {
    return x;
  }
}
