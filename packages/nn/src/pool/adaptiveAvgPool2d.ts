import { adaptiveAvgPool2d, type Tensor } from "@lumbre/tensor";
import { Module } from "../module/module.js";
import { type AdaptivePair, adaptiveSize } from "./size.js";

/**
 * The mean of each of `outputSize` windows, as equal as can be, whatever the input's size.
 *
 * @example
 * new nn.AdaptiveAvgPool2d(1)(ones(2, 3, 5, 7)).shape; // => [2, 3, 1, 1]
 * @see https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool2d.html
 */
export class AdaptiveAvgPool2d extends Module<[x: Tensor], Tensor> {
  constructor(readonly outputSize: AdaptivePair) {
    super();
  }

  forward(x: Tensor): Tensor {
    return adaptiveAvgPool2d(x, this.outputSize);
  }

  override extraRepr(): string {
    return `output_size=${adaptiveSize(this.outputSize)}`;
  }
}
