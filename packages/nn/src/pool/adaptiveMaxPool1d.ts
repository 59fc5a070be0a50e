import { adaptiveMaxPool1d, type Tensor } from "@lumbre/tensor";
import { aBoolean, bind, defineSignature, optional, required } from "@lumbre/tensor/engine";
import { requireInput } from "../module/inputs.js";
import { Module } from "../module/module.js";
import { adaptiveSize, adaptiveSizes } from "./size.js";

const signature = defineSignature(
  "AdaptiveMaxPool1d",
  required("outputSize", adaptiveSizes),
  optional("returnIndices", aBoolean, false),
);

/**
 * The maximum of each of `outputSize` windows, as equal as can be, whatever the input's size.
 * With `returnIndices` forward gives `{ values, indices }`.
 *
 * Shapes: x [N, C, L] or [C, L] -> [N, C, outputSize].
 * @example
 * new nn.AdaptiveMaxPool1d(1)(tensor([[[1, 3, 5]]])); // => tensor([[[5.]]])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool1d.html
 */
export class AdaptiveMaxPool1d extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "AdaptiveMaxPool1d";

  readonly outputSize: number | null | readonly [number | null];
  readonly returnIndices: boolean;

  /**
   * @param outputSize Number of windows; null keeps the input's size.
   * @param returnIndices True to also return where the maxima were. Default false.
   */
  constructor(
    outputSize: number | null | readonly [number | null],
    returnIndices?: boolean | { readonly returnIndices?: boolean },
  ) {
    const bound = bind(signature, arguments);
    super();
    this.outputSize = bound[0] as number | null | readonly [number | null];
    this.returnIndices = bound[1];
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    return adaptiveMaxPool1d(
      x,
      this.outputSize as never,
      { returnIndices: this.returnIndices } as never,
    ) as unknown as Tensor;
  }

  override extraRepr(): string {
    return `output_size=${adaptiveSize(this.outputSize as never)}`;
  }
}
