import { type AvgPool2dOptions, avgPool2d, type Tensor } from "@lumbre/tensor";
import type { Pair } from "../conv/convolution.js";
import { Module } from "../module/module.js";
import { size } from "./size.js";

/**
 * The mean of each window of an image.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html
 */
export class AvgPool2d extends Module<[x: Tensor], Tensor> {
  constructor(
    readonly kernelSize: Pair,
    readonly options: AvgPool2dOptions = {},
  ) {
    super();
  }

  forward(x: Tensor): Tensor {
    return avgPool2d(x, this.kernelSize, this.options);
  }

  override extraRepr(): string {
    const { stride = null, padding = 0 } = this.options;
    return `kernel_size=${size(this.kernelSize)}, stride=${size(stride ?? this.kernelSize)}, padding=${size(padding)}`;
  }
}
