import { adaptiveMaxPool1d, type Tensor } from "@lumbre/tensor";
import { Module } from "../module/module.js";
import { adaptiveSize } from "./size.js";

/**
 * The maximum of each of `outputSize` windows, whatever the input's length.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool1d.html
 */
export class AdaptiveMaxPool1d extends Module<[x: Tensor], Tensor> {
  constructor(readonly outputSize: number) {
    super();
  }

  forward(x: Tensor): Tensor {
    return adaptiveMaxPool1d(x, this.outputSize);
  }

  override extraRepr(): string {
    return `output_size=${adaptiveSize(this.outputSize)}`;
  }
}
