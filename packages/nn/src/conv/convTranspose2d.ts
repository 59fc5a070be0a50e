import type { Pair } from "@lumbre/tensor";
import type { FactoryOptions } from "../module/factory.js";
import { TransposedConvolution, type TransposedOptions, transposedSignature } from "./transposedConvolution.js";

/** Options of {@link ConvTranspose2d}. */
export type ConvTranspose2dLayerOptions = TransposedOptions<Pair>;

const signature = transposedSignature("ConvTranspose2d");

/**
 * The transpose of a {@link Conv2d}, which goes from its output's size back to its input's.
 *
 * Shapes: x [N, Cin, H, W] -> [N, Cout, H', W'],
 * `H' = (H - 1) stride - 2 padding + dilation (kH - 1) + outputPadding + 1`; weight [Cin, Cout / groups, kH, kW].
 * @example
 * new nn.ConvTranspose2d(4, 2, 2, { stride: 2 })(zeros(1, 4, 7, 7)).shape; // => [1, 2, 14, 14]
 * @see https://pytorch.org/docs/stable/generated/torch.nn.ConvTranspose2d.html
 */
export class ConvTranspose2d extends TransposedConvolution {
  static override readonly name: string = "ConvTranspose2d";

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
    kernelSize: Pair,
    stride?: Pair | ConvTranspose2dLayerOptions,
    padding?: Pair | Omit<ConvTranspose2dLayerOptions, "stride">,
    outputPadding?: Pair | Omit<ConvTranspose2dLayerOptions, "stride" | "padding">,
    groups?: number | Omit<ConvTranspose2dLayerOptions, "stride" | "padding" | "outputPadding">,
    bias?: boolean | Omit<ConvTranspose2dLayerOptions, "stride" | "padding" | "outputPadding" | "groups">,
    dilation?: Pair | Omit<ConvTranspose2dLayerOptions, "stride" | "padding" | "outputPadding" | "groups" | "bias">,
    paddingMode?:
      | "zeros"
      | Omit<ConvTranspose2dLayerOptions, "stride" | "padding" | "outputPadding" | "groups" | "bias" | "dilation">,
    options?: FactoryOptions,
  ) {
    super(2, signature, arguments);
  }
}
