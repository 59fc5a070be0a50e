import { adaptiveAvgPool1d, type Tensor } from "@lumbre/tensor";
import { bind, defineSignature, required } from "@lumbre/tensor/engine";
import { requireInput } from "../module/inputs.js";
import { Module } from "../module/module.js";
import { adaptiveSize, adaptiveSizes } from "./size.js";

const signature = defineSignature("AdaptiveAvgPool1d", required("outputSize", adaptiveSizes));

/**
 * The mean of each of `outputSize` windows, as equal as can be, whatever the input's size.
 *
 * Shapes: x [N, C, L] or [C, L] -> [N, C, outputSize].
 * @example
 * new nn.AdaptiveAvgPool1d(1)(tensor([[[1, 3, 5]]])); // => tensor([[[3.]]])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool1d.html
 */
export class AdaptiveAvgPool1d extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "AdaptiveAvgPool1d";

  readonly outputSize: number | null | readonly [number | null];

  /**
   * @param outputSize Number of windows; null keeps the input's size.
   */
  constructor(outputSize: number | null | readonly [number | null]) {
    const bound = bind(signature, arguments);
    super();
    this.outputSize = bound[0] as number | null | readonly [number | null];
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    return adaptiveAvgPool1d(x, this.outputSize as never);
  }

  override extraRepr(): string {
    return `output_size=${adaptiveSize(this.outputSize as never)}`;
  }
}
