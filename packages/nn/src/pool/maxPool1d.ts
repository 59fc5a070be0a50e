import { type MaxPool1dOptions, maxPool1d, type Tensor } from "@lumbre/tensor";
import { Module } from "../module/module.js";
import { describeMaxPool } from "./size.js";

/**
 * The maximum of each window of a sequence.
 *
 * Shapes: x [N, C, L] or [C, L] -> [N, C, L'].
 * @see https://pytorch.org/docs/stable/generated/torch.nn.MaxPool1d.html
 */
export class MaxPool1d extends Module<[x: Tensor], Tensor> {
  constructor(
    readonly kernelSize: number,
    readonly options: Omit<MaxPool1dOptions, "returnIndices"> = {},
  ) {
    super();
  }

  forward(x: Tensor): Tensor {
    return maxPool1d(x, this.kernelSize, this.options);
  }

  override extraRepr(): string {
    return describeMaxPool(this.kernelSize, this.options);
  }
}
