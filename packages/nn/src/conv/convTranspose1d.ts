import type { Single } from "@lumbre/tensor";
import type { FactoryOptions } from "../module/factory.js";
import { TransposedConvolution, type TransposedOptions, transposedSignature } from "./transposedConvolution.js";

/** Options of {@link ConvTranspose1d}. */
export type ConvTranspose1dLayerOptions = TransposedOptions<Single>;

const signature = transposedSignature("ConvTranspose1d");

/**
 * The transpose of a {@link Conv1d}, which goes from its output's size back to its input's.
 *
 * Shapes: x [N, Cin, L] -> [N, Cout, L'], `L' = (L - 1) stride - 2 padding + dilation (k - 1) + outputPadding + 1`;
 * weight [Cin, Cout / groups, k], bias [Cout].
 * @example
 * new nn.ConvTranspose1d(4, 2, 2, { stride: 2 })(zeros(1, 4, 7)).shape; // => [1, 2, 14]
 * @see https://pytorch.org/docs/stable/generated/torch.nn.ConvTranspose1d.html
 */
export class ConvTranspose1d extends TransposedConvolution {
  static override readonly name: string = "ConvTranspose1d";

  /**
   * @param inChannels Channels of the input, >= 1.
   * @param outChannels Channels of the output, >= 1.
   * @param kernelSize Size of the kernel, >= 1.
   * @param stride Step of the kernel, >= 1. Default 1.
   * @param padding What is cut off the output on both sides, >= 0. Default 0.
   * @param outputPadding What is added to the output at the end, less than stride or dilation. Default 0.
   * @param groups Number of independent groups of channels. Default 1.
   * @param bias True if a bias per output channel is learned. Default true.
   * @param dilation Step between the elements of the kernel, >= 1. Default 1.
   * @param paddingMode What the padding is filled with. Default "zeros".
   */
  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: Single,
    stride?: Single | ConvTranspose1dLayerOptions,
    padding?: Single | Omit<ConvTranspose1dLayerOptions, "stride">,
    outputPadding?: Single | Omit<ConvTranspose1dLayerOptions, "stride" | "padding">,
    groups?: number | Omit<ConvTranspose1dLayerOptions, "stride" | "padding" | "outputPadding">,
    bias?: boolean | Omit<ConvTranspose1dLayerOptions, "stride" | "padding" | "outputPadding" | "groups">,
    dilation?: Single | Omit<ConvTranspose1dLayerOptions, "stride" | "padding" | "outputPadding" | "groups" | "bias">,
    paddingMode?:
      | "zeros"
      | Omit<ConvTranspose1dLayerOptions, "stride" | "padding" | "outputPadding" | "groups" | "bias" | "dilation">,
    options?: FactoryOptions,
  ) {
    super(1, signature, arguments);
  }
}
