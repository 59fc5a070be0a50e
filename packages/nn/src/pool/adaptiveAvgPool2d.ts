import { adaptiveAvgPool2d, type Tensor } from "@lumbre/tensor";
import { bind, defineSignature, required } from "@lumbre/tensor/engine";
import { requireInput } from "../module/inputs.js";
import { Module } from "../module/module.js";
import { type AdaptivePair, adaptiveSize, adaptiveSizes } from "./size.js";

const signature = defineSignature("AdaptiveAvgPool2d", required("outputSize", adaptiveSizes));

/**
 * The mean of each of `outputSize` windows, as equal as can be, whatever the input's size.
 *
 * Shapes: x [N, C, H, W] or [C, H, W] -> [N, C, ...outputSize].
 * @example
 * new nn.AdaptiveAvgPool2d(1)(ones(2, 3, 5, 7)).shape; // => [2, 3, 1, 1]
 * @see https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool2d.html
 */
export class AdaptiveAvgPool2d extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "AdaptiveAvgPool2d";

  readonly outputSize: AdaptivePair;

  /**
   * @param outputSize Number of windows, one for both directions or [vertical, horizontal]; null keeps the input's size.
   */
  constructor(outputSize: AdaptivePair) {
    const bound = bind(signature, arguments);
    super();
    this.outputSize = bound[0] as AdaptivePair;
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    return adaptiveAvgPool2d(x, this.outputSize as never);
  }

  override extraRepr(): string {
    return `output_size=${adaptiveSize(this.outputSize as never)}`;
  }
}
