import type { Tensor } from "../../tensor.js";
import { type Conv1dOptions, convolve } from "./conv2d.js";

/**
 * 1-D cross-correlation, as in PyTorch (the kernel is not flipped):
 * `y[n, o, i] = bias[o] + sum over c, u of weight[o, c, u] * x[n, c, i*stride + u*dilation - padding]`.
 *
 * Shapes: x [N, Cin, L] or [Cin, L], weight [Cout, Cin/groups, kL], bias [Cout] -> [N, Cout, L'],
 *   L' = floor((L + 2*padding - dilation*(kL - 1) - 1) / stride) + 1.
 *
 * @param bias Added to each output channel; null or left out for none.
 * @throws {ShapeError} when the channels of x, weight and bias disagree, the groups do not divide them, or the kernel is
 *   larger than the padded input.
 * @throws {DTypeError} unless all are float32 or all float64.
 * @throws {ValueError} for an option out of range.
 * @example
 * conv1d(tensor([[1, 2, 4, 8]]), tensor([[[1, 1]]])); // => tensor([[ 3.,  6., 12.]])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.conv1d.html
 */
export function conv1d(x: Tensor, weight: Tensor, bias: Tensor | null = null, options: Conv1dOptions = {}): Tensor {
  return convolve("conv1d", 1, x, weight, bias, options);
}
