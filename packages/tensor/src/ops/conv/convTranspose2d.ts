import { apply } from "../../op/apply.js";
import type { Tensor } from "../../tensor.js";
import { fromPlanes, type Pair, toPlanes } from "../windows.js";
import { conv2dInputGradOp } from "./conv2d.js";
import { transposedGeometry } from "./geometry.js";

/** Options of {@link convTranspose2d}. */
export interface ConvTranspose2dOptions {
  /** Elements between the outputs of neighbouring inputs, >= 1; one number, or [vertical, horizontal]. Default 1. */
  readonly stride?: Pair;
  /** So many elements are cut off on each side of the output, >= 0. Default 0. */
  readonly padding?: Pair;
  /** So many elements are added below and to the right, less than stride or dilation. Default 0. */
  readonly outputPadding?: Pair;
  /** Step between the kernel's own elements, >= 1. Default 1. */
  readonly dilation?: Pair;
  /** In so many groups input and output channels are split. Default 1. */
  readonly groups?: number;
}

/** Options of `convTranspose1d`: those of {@link convTranspose2d}, with one number each. */
export interface ConvTranspose1dOptions {
  /** Elements between the outputs of neighbouring inputs, >= 1. Default 1. */
  readonly stride?: number | readonly [number];
  /** So many elements are cut off on each side of the output, >= 0. Default 0. */
  readonly padding?: number | readonly [number];
  /** So many elements are added at the end, less than stride or dilation. Default 0. */
  readonly outputPadding?: number | readonly [number];
  /** Step between the kernel's own elements, >= 1. Default 1. */
  readonly dilation?: number | readonly [number];
  /** In so many groups input and output channels are split. Default 1. */
  readonly groups?: number;
}

/** The transposed convolution over one or two spatial dimensions: the input gradient of a convolution. */
export function convolveTransposed(
  op: string,
  spatial: 1 | 2,
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  options: ConvTranspose2dOptions | ConvTranspose1dOptions,
): Tensor {
  const geometry = transposedGeometry(op, spatial, x, weight, bias, options);
  const kernels = spatial === 2 ? weight : weight.unsqueeze(2);
  const y = apply(conv2dInputGradOp, [toPlanes(x, spatial), kernels], geometry);
  return fromPlanes(bias === null ? y : y.add(bias.reshape(-1, 1, 1)), spatial, x.ndim);
}

/**
 * 2-D transposed convolution: each input element adds its multiple of the kernel to the output. It is the gradient of
 * {@link conv2d} with respect to its input, so `<conv2d(x, w), y> = <x, convTranspose2d(y, w)>`.
 *
 * Shapes: x [N, Cin, H, W] or [Cin, H, W], weight [Cin, Cout/groups, kH, kW], bias [Cout] -> [N, Cout, H', W'],
 *   H' = (H - 1)*stride - 2*padding + dilation*(kH - 1) + outputPadding + 1.
 *
 * @param bias Added to each output channel; null or left out for none.
 * @throws {ShapeError} when the channels of x, weight and bias disagree, the groups do not divide them, or nothing is
 *   left of the output.
 * @throws {DTypeError} unless all are float32 or all float64.
 * @throws {ValueError} for an option out of range.
 * @example
 * const x = tensor([[[1, 2]]]);
 * convTranspose2d(x, ones(1, 1, 2, 2), null, { stride: 2 }); // => tensor([[[1., 1., 2., 2.],
 * //              [1., 1., 2., 2.]]])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.conv_transpose2d.html
 */
export function convTranspose2d(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  options: ConvTranspose2dOptions = {},
): Tensor {
  return convolveTransposed("convTranspose2d", 2, x, weight, bias, options);
}
