import { adaptiveAvgPool1d, type Tensor } from "@lumbre/tensor";
import { Module } from "../module/module.js";
import { adaptiveSize } from "./size.js";

/**
 * The mean of each of `outputSize` windows, as equal as can be, whatever the input's length.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool1d.html
 */
export class AdaptiveAvgPool1d extends Module<[x: Tensor], Tensor> {
  constructor(readonly outputSize: number) {
    super();
  }

  forward(x: Tensor): Tensor {
    return adaptiveAvgPool1d(x, this.outputSize);
  }

  override extraRepr(): string {
    return `output_size=${adaptiveSize(this.outputSize)}`;
  }
}
