import { bind } from "../../arguments/bind.js";
import type { Tensor } from "../../tensor.js";
import type { Single } from "../windows.js";
import type { BiasOptions } from "./conv2d.js";
import { type ConvTranspose1dOptions, convolveTransposed, convTransposeSignature } from "./convTranspose2d.js";

const convTranspose1dSignature = convTransposeSignature("convTranspose1d");

/**
 * 1-D transposed convolution: each input element adds its multiple of the kernel to the output. It is the gradient of
 * `conv1d` with respect to its input.
 *
 * Shapes: x [N, Cin, L] or [Cin, L], weight [Cin, Cout/groups, kL], bias [Cout] -> [N, Cout, L'],
 *   L' = (L - 1)*stride - 2*padding + dilation*(kL - 1) + outputPadding + 1.
 *
 * @param x Input, float32 or float64.
 * @param weight Kernels, one row for each input channel.
 * @param bias Added to each output channel; null: none. Default null.
 * @param stride Elements between the outputs of neighbouring inputs, >= 1. Default 1.
 * @param padding Elements cut off on each side of the output, >= 0. Default 0.
 * @param outputPadding Elements added at the end, less than stride or dilation. Default 0.
 * @param groups Number of groups of channels, >= 1. Default 1.
 * @param dilation Step between the elements of the kernel, >= 1. Default 1.
 * @throws {ShapeError} when the channels of x, weight and bias disagree, the groups do not divide them, or nothing is
 *   left of the output.
 * @throws {DTypeError} unless all are float32 or all float64.
 * @throws {ValueError} for an option out of range.
 * @throws {ArgumentError} for an unknown option, or a value of the wrong kind.
 * @example
 * convTranspose1d(tensor([[1, 2, 3]]), tensor([[[1, 10]]])); // => tensor([[ 1., 12., 23., 30.]])
 * convTranspose1d(tensor([[1, 2]]), tensor([[[1, 10]]]), { stride: 2 }); // => tensor([[ 1., 10.,  2., 20.]])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.conv_transpose1d.html
 */
export function convTranspose1d(
  x: Tensor,
  weight: Tensor,
  bias?: Tensor | null | (ConvTranspose1dOptions & BiasOptions),
  stride?: Single | ConvTranspose1dOptions,
  padding?: Single | Omit<ConvTranspose1dOptions, "stride">,
  outputPadding?: Single | Omit<ConvTranspose1dOptions, "stride" | "padding">,
  groups?: number | Pick<ConvTranspose1dOptions, "groups" | "dilation">,
  dilation?: Single | Pick<ConvTranspose1dOptions, "dilation">,
): Tensor {
  return convolveTransposed("convTranspose1d", 1, ...bind(convTranspose1dSignature, arguments));
}
