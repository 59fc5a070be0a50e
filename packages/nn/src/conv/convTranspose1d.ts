import { TransposedConvolution, type TransposedOptions } from "./transposedConvolution.js";

/** Options of {@link ConvTranspose1d}. */
export type ConvTranspose1dLayerOptions = TransposedOptions<number>;

/**
 * The transpose of a {@link Conv1d}, which goes from its output's size back to its input's.
 *
 * Shapes: x [N, Cin, L] -> [N, Cout, L'], `L' = (L - 1) stride - 2 padding + dilation (k - 1) + outputPadding + 1`;
 * weight [Cin, Cout / groups, k], bias [Cout].
 * @see https://pytorch.org/docs/stable/generated/torch.nn.ConvTranspose1d.html
 */
export class ConvTranspose1d extends TransposedConvolution {
  constructor(inChannels: number, outChannels: number, kernelSize: number, options: ConvTranspose1dLayerOptions = {}) {
    super(1, inChannels, outChannels, kernelSize, options);
  }
}
