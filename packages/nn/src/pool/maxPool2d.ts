import { type MaxPool2dOptions, maxPool2d, type Tensor } from "@lumbre/tensor";
import type { Pair } from "../conv/convolution.js";
import { Module } from "../module/module.js";
import { describeMaxPool } from "./size.js";

/**
 * The maximum of each window of an image.
 *
 * Shapes: x [N, C, H, W] or [C, H, W] -> [N, C, H', W'].
 * @example
 * new nn.MaxPool2d(2)(zeros(1, 3, 8, 8)).shape; // => [1, 3, 4, 4]
 * @see https://pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html
 */
export class MaxPool2d extends Module<[x: Tensor], Tensor> {
  constructor(
    readonly kernelSize: Pair,
    readonly options: Omit<MaxPool2dOptions, "returnIndices"> = {},
  ) {
    super();
  }

  forward(x: Tensor): Tensor {
    return maxPool2d(x, this.kernelSize, this.options);
  }

  override extraRepr(): string {
    return describeMaxPool(this.kernelSize, this.options);
  }
}
