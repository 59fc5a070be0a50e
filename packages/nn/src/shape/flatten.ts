import type { Tensor } from "@lumbre/tensor";
import { Module } from "../module/module.js";

/**
 * Joins the dimensions from `startDim` (default 1) to `endDim` (default the last).
 * @example
 * new nn.Flatten()(zeros(2, 3, 4)).shape; // => [2, 12]
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Flatten.html
 */
export class Flatten extends Module<[x: Tensor], Tensor> {
  constructor(
    readonly startDim = 1,
    readonly endDim = -1,
  ) {
    super();
  }

  forward(x: Tensor): Tensor {
    return x.flatten(this.startDim, this.endDim);
  }

  override extraRepr(): string {
    return `start_dim=${this.startDim}, end_dim=${this.endDim}`;
  }
}
