import type { Tensor } from "../../tensor.js";
import { type ConvTranspose1dOptions, convolveTransposed } from "./convTranspose2d.js";

/**
 * 1-D transposed convolution: each input element adds its multiple of the kernel to the output. It is the gradient of
 * `conv1d` with respect to its input.
 *
 * Shapes: x [N, Cin, L] or [Cin, L], weight [Cin, Cout/groups, kL], bias [Cout] -> [N, Cout, L'],
 *   L' = (L - 1)*stride - 2*padding + dilation*(kL - 1) + outputPadding + 1.
 *
 * @param bias Added to each output channel; null or left out for none.
 * @throws {ShapeError} when the channels of x, weight and bias disagree, the groups do not divide them, or nothing is
 *   left of the output.
 * @throws {DTypeError} unless all are float32 or all float64.
 * @throws {ValueError} for an option out of range.
 * @example
 * convTranspose1d(tensor([[1, 2, 3]]), tensor([[[1, 10]]])); // => tensor([[ 1., 12., 23., 30.]])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.conv_transpose1d.html
 */
export function convTranspose1d(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  options: ConvTranspose1dOptions = {},
): Tensor {
  return convolveTransposed("convTranspose1d", 1, x, weight, bias, options);
}
