import { adaptiveMaxPool2d, type Tensor } from "@lumbre/tensor";
import { aBoolean, bind, defineSignature, optional, required } from "@lumbre/tensor/engine";
import { requireInput } from "../module/inputs.js";
import { Module } from "../module/module.js";
import { type AdaptivePair, adaptiveSize, adaptiveSizes } from "./size.js";

const signature = defineSignature(
  "AdaptiveMaxPool2d",
  required("outputSize", adaptiveSizes),
  optional("returnIndices", aBoolean, false),
);

/**
 * The maximum of each of `outputSize` windows, as equal as can be, whatever the input's size.
 * With `returnIndices` forward gives `{ values, indices }`.
 *
 * Shapes: x [N, C, H, W] or [C, H, W] -> [N, C, ...outputSize].
 * @example
 * new nn.AdaptiveMaxPool2d([1, 2])(ones(2, 3, 5, 7)).shape; // => [2, 3, 1, 2]
 * @see https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool2d.html
 */
export class AdaptiveMaxPool2d extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "AdaptiveMaxPool2d";

  readonly outputSize: AdaptivePair;
  readonly returnIndices: boolean;

  /**
   * @param outputSize Number of windows, one for both directions or [vertical, horizontal]; null keeps the input's size.
   * @param returnIndices True to also return where the maxima were. Default false.
   */
  constructor(outputSize: AdaptivePair, returnIndices?: boolean | { readonly returnIndices?: boolean }) {
    const bound = bind(signature, arguments);
    super();
    this.outputSize = bound[0] as AdaptivePair;
    this.returnIndices = bound[1];
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    return adaptiveMaxPool2d(
      x,
      this.outputSize as never,
      { returnIndices: this.returnIndices } as never,
    ) as unknown as Tensor;
  }

  override extraRepr(): string {
    return `output_size=${adaptiveSize(this.outputSize as never)}`;
  }
}
