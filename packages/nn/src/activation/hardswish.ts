import type { Tensor } from "@lumbre/tensor";
import { Module } from "../module/module.js";

/**
 * `x * min(max(x + 3, 0), 6) / 6`, elementwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Hardswish.html
 */
export class Hardswish extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "Hardswish";

  forward(x: Tensor): Tensor {
    return x.hardswish();
  }
}
