import type { Tensor } from "@lumbre/tensor";
import { requireInput } from "../module/inputs.js";
import { Module } from "../module/module.js";

/**
 * Gives back its input. Like PyTorch's it may be made with any arguments, so that it can stand in for any layer.
 *
 * @example
 * new nn.Identity()(tensor([1, 2])); // => tensor([1., 2.])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Identity.html
 */
export class Identity extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "Identity";

  constructor(..._unused: readonly unknown[]) {
    super();
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    return x;
  }
}
