import { type AvgPool1dOptions, avgPool1d, type Tensor } from "@lumbre/tensor";
import { tuple } from "../module/describe.js";
import { Module } from "../module/module.js";
import type { Size } from "./size.js";

/**
 * The mean of each window of a sequence.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.AvgPool1d.html
 */
export class AvgPool1d extends Module<[x: Tensor], Tensor> {
  constructor(
    readonly kernelSize: number,
    readonly options: AvgPool1dOptions = {},
  ) {
    super();
  }

  forward(x: Tensor): Tensor {
    return avgPool1d(x, this.kernelSize, this.options);
  }

  override extraRepr(): string {
    const { stride = null, padding = 0 } = this.options;
    const single = (value: Size): string => tuple(typeof value === "number" ? [value] : value);
    return `kernel_size=${single(this.kernelSize)}, stride=${single(stride ?? this.kernelSize)}, padding=${single(padding)}`;
  }
}
