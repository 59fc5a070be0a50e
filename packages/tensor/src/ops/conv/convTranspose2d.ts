import { bind } from "../../arguments/bind.js";
import { aNumber, nullable, sizes } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { apply } from "../../op/apply.js";
import type { Tensor } from "../../tensor.js";
import { fromPlanes, type Pair, type Single, type Sizes, toPlanes } from "../windows.js";
import { type BiasOptions, conv2dInputGradOp } from "./conv2d.js";
import { transposedGeometry } from "./geometry.js";

/** The signature of a transposed convolution. */
export function convTransposeSignature(op: string) {
  return defineSignature(
    op,
    required("x", aTensor),
    required("weight", aTensor),
    optional("bias", nullable(aTensor), null),
    optional("stride", sizes, 1),
    optional("padding", sizes, 0),
    optional("outputPadding", sizes, 0),
    optional("groups", aNumber, 1),
    optional("dilation", sizes, 1),
  );
}

/** The transposed convolution over one or two spatial dimensions: the input gradient of a convolution. */
export function convolveTransposed(
  op: string,
  spatial: 1 | 2,
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  stride: Sizes,
  padding: Sizes,
  outputPadding: Sizes,
  groups: number,
  dilation: Sizes,
): Tensor {
  const options = { stride, padding, outputPadding, groups, dilation };
  const geometry = transposedGeometry(op, spatial, x, weight, bias, options);
  const kernels = spatial === 2 ? weight : weight.unsqueeze(2);
  const y = apply(conv2dInputGradOp, [toPlanes(x, spatial), kernels], geometry);
  return fromPlanes(bias === null ? y : y.add(bias.reshape(-1, 1, 1)), spatial, x.ndim);
}

const convTranspose2dSignature = convTransposeSignature("convTranspose2d");

/** Options of {@link convTranspose2d}. */
export interface ConvTranspose2dOptions {
  /** Elements between the outputs of neighbouring inputs, >= 1; one number, or [vertical, horizontal]. Default 1. */
  readonly stride?: Pair;
  /** Elements cut off on each side of the output, >= 0. Default 0. */
  readonly padding?: Pair;
  /** Elements added below and to the right, less than stride or dilation. Default 0. */
  readonly outputPadding?: Pair;
  /** Number of groups, >= 1, that input and output channels are split into. Default 1. */
  readonly groups?: number;
  /** Step between the elements of the kernel, >= 1. Default 1. */
  readonly dilation?: Pair;
}

/** Options of `convTranspose1d`: those of {@link convTranspose2d}, with one number each. */
export interface ConvTranspose1dOptions {
  /** Elements between the outputs of neighbouring inputs, >= 1. Default 1. */
  readonly stride?: Single;
  /** Elements cut off on each side of the output, >= 0. Default 0. */
  readonly padding?: Single;
  /** Elements added at the end, less than stride or dilation. Default 0. */
  readonly outputPadding?: Single;
  /** Number of groups, >= 1, that input and output channels are split into. Default 1. */
  readonly groups?: number;
  /** Step between the elements of the kernel, >= 1. Default 1. */
  readonly dilation?: Single;
}

/**
 * 2-D transposed convolution: each input element adds its multiple of the kernel to the output. It is the gradient of
 * {@link conv2d} with respect to its input, so `<conv2d(x, w), y> = <x, convTranspose2d(y, w)>`.
 *
 * Shapes: x [N, Cin, H, W] or [Cin, H, W], weight [Cin, Cout/groups, kH, kW], bias [Cout] -> [N, Cout, H', W'],
 *   H' = (H - 1)*stride - 2*padding + dilation*(kH - 1) + outputPadding + 1.
 *
 * @param x Input, float32 or float64.
 * @param weight Kernels, one row for each input channel.
 * @param bias Added to each output channel; null: none. Default null.
 * @param stride Elements between the outputs of neighbouring inputs, >= 1; one number, or [vertical, horizontal]. Default 1.
 * @param padding Elements cut off on each side of the output, >= 0. Default 0.
 * @param outputPadding Elements added at the end of each direction, less than stride or dilation. Default 0.
 * @param groups Number of groups of channels, >= 1. Default 1.
 * @param dilation Step between the elements of the kernel, >= 1. Default 1.
 * @throws {ShapeError} when the channels of x, weight and bias disagree, the groups do not divide them, or nothing is
 *   left of the output.
 * @throws {DTypeError} unless all are float32 or all float64.
 * @throws {ValueError} for an option out of range.
 * @throws {ArgumentError} for an unknown option, or a value of the wrong kind.
 * @example
 * const x = tensor([[[1, 2]]]);
 * convTranspose2d(x, ones(1, 1, 2, 2), { stride: 2 }); // => tensor([[[1., 1., 2., 2.],
 * //              [1., 1., 2., 2.]]])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.conv_transpose2d.html
 */
export function convTranspose2d(
  x: Tensor,
  weight: Tensor,
  bias?: Tensor | null | (ConvTranspose2dOptions & BiasOptions),
  stride?: Pair | ConvTranspose2dOptions,
  padding?: Pair | Omit<ConvTranspose2dOptions, "stride">,
  outputPadding?: Pair | Omit<ConvTranspose2dOptions, "stride" | "padding">,
  groups?: number | Pick<ConvTranspose2dOptions, "groups" | "dilation">,
  dilation?: Pair | Pick<ConvTranspose2dOptions, "dilation">,
): Tensor {
  return convolveTransposed("convTranspose2d", 2, ...bind(convTranspose2dSignature, arguments));
}
