import type { Tensor } from "@lumbre/tensor";
import { Module } from "../module/module.js";

/**
 * `exp(x)` divided by its sum along a dimension.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Softmax.html
 */
export class Softmax extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "Softmax";

  constructor(readonly dim: number) {
    super();
  }

  forward(x: Tensor): Tensor {
    return x.softmax(this.dim);
  }

  override extraRepr(): string {
    return `dim=${this.dim}`;
  }
}
