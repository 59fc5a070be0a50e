import type { Conv2dOptions, Pair } from "@lumbre/tensor";
import type { FactoryOptions } from "../module/factory.js";
import { type ConvOptions, Convolution, convSignature, type PaddingMode } from "./convolution.js";

/** Options of {@link Conv2d}. */
export type Conv2dLayerOptions = ConvOptions<Pair>;

const signature = convSignature("Conv2d");

/**
 * A convolution over images (cross-correlation: the kernel is not flipped).
 *
 * Shapes: x [N, Cin, H, W] or [Cin, H, W] -> [N, Cout, H', W'],
 * `H' = floor((H + 2 padding - dilation (kH - 1) - 1) / stride) + 1`; weight [Cout, Cin / groups, kH, kW], bias [Cout].
 * @throws {ValueError} for sizes that make no convolution.
 * @example
 * new nn.Conv2d(1, 64, 3, { padding: 1 }); // => Conv2d(1, 64, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Conv2d.html
 */
export class Conv2d extends Convolution {
  static override readonly name: string = "Conv2d";

  /**
   * @param inChannels Channels of the input, >= 1.
   * @param outChannels Channels of the output, >= 1.
   * @param kernelSize Size of the kernel, >= 1.
   * @param stride Step of the kernel, >= 1. Default 1.
   * @param padding Padding on both sides, >= 0, or "same" or "valid". Default 0.
   * @param dilation Step between the elements of the kernel, >= 1. Default 1.
   * @param groups Number of independent groups of channels. Default 1.
   * @param bias True if a bias per output channel is learned. Default true.
   * @param paddingMode What the padding is filled with. Default "zeros".
   */
  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: Pair,
    stride?: Pair | Conv2dLayerOptions,
    padding?: Pair | "same" | "valid" | Omit<Conv2dLayerOptions, "stride">,
    dilation?: Pair | Omit<Conv2dLayerOptions, "stride" | "padding">,
    groups?: number | Omit<Conv2dLayerOptions, "stride" | "padding" | "dilation">,
    bias?: boolean | Omit<Conv2dLayerOptions, "stride" | "padding" | "dilation" | "groups">,
    paddingMode?: PaddingMode | Omit<Conv2dLayerOptions, "stride" | "padding" | "dilation" | "groups" | "bias">,
    options?: FactoryOptions,
  ) {
    super(2, signature, arguments);
  }

  /** What `conv2d` is called with, unless the padding is filled with something else than zeros. */
  get options(): Conv2dOptions {
    const { stride, padding, dilation, groups } = this;
    return { stride, padding, dilation, groups } as Conv2dOptions;
  }
}
