import type { Pair } from "@lumbre/tensor";
import { TransposedConvolution, type TransposedOptions } from "./transposedConvolution.js";

/** Options of {@link ConvTranspose2d}. */
export type ConvTranspose2dLayerOptions = TransposedOptions<Pair>;

/**
 * The transpose of a {@link Conv2d}, which goes from its output's size back to its input's.
 *
 * Shapes: x [N, Cin, H, W] -> [N, Cout, H', W'],
 * `H' = (H - 1) stride - 2 padding + dilation (kH - 1) + outputPadding + 1`; weight [Cin, Cout / groups, kH, kW].
 * @example
 * new nn.ConvTranspose2d(4, 2, 2, { stride: 2 })(zeros(1, 4, 7, 7)).shape; // => [1, 2, 14, 14]
 * @see https://pytorch.org/docs/stable/generated/torch.nn.ConvTranspose2d.html
 */
export class ConvTranspose2d extends TransposedConvolution<Pair> {
  static override readonly name: string = "ConvTranspose2d";

  protected override get spatial(): 2 {
    return 2;
  }
}
