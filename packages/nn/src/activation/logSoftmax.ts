import type { Tensor } from "@lumbre/tensor";
import { Module } from "../module/module.js";

/**
 * The logarithm of a softmax along a dimension.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.LogSoftmax.html
 */
export class LogSoftmax extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "LogSoftmax";

  constructor(readonly dim: number) {
    super();
  }

  forward(x: Tensor): Tensor {
    return x.logSoftmax(this.dim);
  }

  override extraRepr(): string {
    return `dim=${this.dim}`;
  }
}
