import { adaptiveMaxPool2d, type Tensor } from "@lumbre/tensor";
import { Module } from "../module/module.js";
import { type AdaptivePair, adaptiveSize } from "./size.js";

/**
 * The maximum of each of `outputSize` windows, whatever the input's size.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool2d.html
 */
export class AdaptiveMaxPool2d extends Module<[x: Tensor], Tensor> {
  constructor(readonly outputSize: AdaptivePair) {
    super();
  }

  forward(x: Tensor): Tensor {
    return adaptiveMaxPool2d(x, this.outputSize);
  }

  override extraRepr(): string {
    return `output_size=${adaptiveSize(this.outputSize)}`;
  }
}
