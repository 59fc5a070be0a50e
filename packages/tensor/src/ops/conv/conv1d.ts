import { bind } from "../../arguments/bind.js";
import type { Tensor } from "../../tensor.js";
import type { Single } from "../windows.js";
import { type BiasOptions, type Conv1dOptions, convolve, convSignature } from "./conv2d.js";

const conv1dSignature = convSignature("conv1d");

/**
 * 1-D cross-correlation, as in PyTorch (the kernel is not flipped):
 * `y[n, o, i] = bias[o] + sum over c, u of weight[o, c, u] * x[n, c, i*stride + u*dilation - padding]`.
 *
 * Shapes: x [N, Cin, L] or [Cin, L], weight [Cout, Cin/groups, kL], bias [Cout] -> [N, Cout, L'],
 *   L' = floor((L + 2*padding - dilation*(kL - 1) - 1) / stride) + 1.
 *
 * @param x Input, float32 or float64.
 * @param weight Kernels, one for each output channel.
 * @param bias Added to each output channel; null: none. Default null.
 * @param stride Step of the kernel in elements, >= 1. Default 1.
 * @param padding Zeros on each side, >= 0; or `"valid"`, or `"same"`. Default 0.
 * @param dilation Step between the elements of the kernel, >= 1. Default 1.
 * @param groups Number of groups of channels, >= 1. Default 1.
 * @throws {ShapeError} when the channels of x, weight and bias disagree, the groups do not divide them, or the kernel is
 *   larger than the padded input.
 * @throws {DTypeError} unless all are float32 or all float64.
 * @throws {ValueError} for an option out of range.
 * @throws {ArgumentError} for an unknown option, or a value of the wrong kind.
 * @example
 * conv1d(tensor([[1, 2, 4, 8]]), tensor([[[1, 1]]])); // => tensor([[ 3.,  6., 12.]])
 * conv1d(tensor([[1, 2, 4, 8]]), tensor([[[1, 1]]]), { stride: 2 }); // => tensor([[ 3., 12.]])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.conv1d.html
 */
export function conv1d(
  x: Tensor,
  weight: Tensor,
  bias?: Tensor | null | (Conv1dOptions & BiasOptions),
  stride?: Single | Conv1dOptions,
  padding?: Single | "same" | "valid" | Omit<Conv1dOptions, "stride">,
  dilation?: Single | Pick<Conv1dOptions, "dilation" | "groups">,
  groups?: number | Pick<Conv1dOptions, "groups">,
): Tensor {
  return convolve("conv1d", 1, ...bind(conv1dSignature, arguments));
}
