import type { Single } from "@lumbre/tensor";
import { TransposedConvolution, type TransposedOptions } from "./transposedConvolution.js";

/** Options of {@link ConvTranspose1d}. */
export type ConvTranspose1dLayerOptions = TransposedOptions<Single>;

/**
 * The transpose of a {@link Conv1d}, which goes from its output's size back to its input's.
 *
 * Shapes: x [N, Cin, L] -> [N, Cout, L'], `L' = (L - 1) stride - 2 padding + dilation (k - 1) + outputPadding + 1`;
 * weight [Cin, Cout / groups, k], bias [Cout].
 * @example
 * new nn.ConvTranspose1d(4, 2, 2, { stride: 2 })(zeros(1, 4, 7)).shape; // => [1, 2, 14]
 * @see https://pytorch.org/docs/stable/generated/torch.nn.ConvTranspose1d.html
 */
export class ConvTranspose1d extends TransposedConvolution<Single> {
  static override readonly name: string = "ConvTranspose1d";

  protected override get spatial(): 1 {
    return 1;
  }
}
