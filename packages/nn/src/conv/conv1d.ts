import type { Single } from "@lumbre/tensor";
import type { FactoryOptions } from "../module/factory.js";
import { type ConvOptions, Convolution, convSignature, type PaddingMode } from "./convolution.js";

/** Options of {@link Conv1d}. */
export type Conv1dLayerOptions = ConvOptions<Single>;

const signature = convSignature("Conv1d");

/**
 * A convolution over sequences (cross-correlation: the kernel is not flipped).
 *
 * Shapes: x [N, Cin, L] or [Cin, L] -> [N, Cout, L'], `L' = floor((L + 2 padding - dilation (k - 1) - 1) / stride) + 1`;
 * weight [Cout, Cin / groups, k], bias [Cout].
 * @throws {ValueError} for sizes that make no convolution.
 * @example
 * new nn.Conv1d(2, 4, 3, { padding: 1 })(zeros(1, 2, 10)).shape; // => [1, 4, 10]
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Conv1d.html
 */
export class Conv1d extends Convolution {
  static override readonly name: string = "Conv1d";

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
    kernelSize: Single,
    stride?: Single | Conv1dLayerOptions,
    padding?: Single | "same" | "valid" | Omit<Conv1dLayerOptions, "stride">,
    dilation?: Single | Omit<Conv1dLayerOptions, "stride" | "padding">,
    groups?: number | Omit<Conv1dLayerOptions, "stride" | "padding" | "dilation">,
    bias?: boolean | Omit<Conv1dLayerOptions, "stride" | "padding" | "dilation" | "groups">,
    paddingMode?: PaddingMode | Omit<Conv1dLayerOptions, "stride" | "padding" | "dilation" | "groups" | "bias">,
    options?: FactoryOptions,
  ) {
    super(1, signature, arguments);
  }
}
