import { bind } from "../../arguments/bind.js";
import { aNumber, defineKind, nullable, sizes } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import type { ConvGeometry, View } from "../../backend/contract.js";
import { apply } from "../../op/apply.js";
import { defineOp, type KernelOp } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { fromPlanes, type Pair, type Single, type Sizes, toPlanes } from "../windows.js";
import { convGeometry } from "./geometry.js";

// A convolution y = w ∗ x is linear in w and in x, so its two gradients are linear too, and with
// <conv(x, w), g> = <x, inputGrad(g, w)> = <w, weightGrad(g, x)> each of the three is the gradient of the others.

/** `x [N, Cin, H, W]`, `weight`, and perhaps `bias [Cout]` -> `[N, Cout, H', W']`. */
export const conv2dOp: KernelOp<ConvGeometry> = defineOp<ConvGeometry>({
  name: "conv2d",
  shape: (_, { batch, outChannels, outHeight, outWidth }) => [batch, outChannels, outHeight, outWidth],
  forward: (kernels, [x, weight, bias], geometry) =>
    kernels.conv2d(x as View, weight as View, (bias as View | undefined) ?? null, geometry),
  saves: { inputsPerRule: [[1], [0], []] },
  grad: [
    (g, ctx) => apply(conv2dInputGradOp, [g, ctx.input(1)], ctx.attributes),
    (g, ctx) => apply(conv2dWeightGradOp, [g, ctx.input(0)], ctx.attributes),
    (g) => g.sum([0, 2, 3]),
  ],
});

/** `grad [N, Cout, H', W']` and `weight` -> `[N, Cin, H, W]`; also the transposed convolution. */
export const conv2dInputGradOp: KernelOp<ConvGeometry> = defineOp<ConvGeometry>({
  name: "conv2dInputGrad",
  shape: (_, { batch, inChannels, inHeight, inWidth }) => [batch, inChannels, inHeight, inWidth],
  forward: (kernels, [grad, weight], geometry) => kernels.conv2dInputGrad(grad as View, weight as View, geometry),
  saves: { inputsPerRule: [[1], [0]] },
  grad: [
    (g, ctx) => apply(conv2dOp, [g, ctx.input(1)], ctx.attributes),
    (g, ctx) => apply(conv2dWeightGradOp, [ctx.input(0), g], ctx.attributes),
  ],
});

/** `grad [N, Cout, H', W']` and `x [N, Cin, H, W]` -> `[Cout, Cin/groups, kH, kW]`. */
export const conv2dWeightGradOp: KernelOp<ConvGeometry> = defineOp<ConvGeometry>({
  name: "conv2dWeightGrad",
  shape: (_, { inChannels, outChannels, kernelHeight, kernelWidth, groups }) => [
    outChannels,
    inChannels / groups,
    kernelHeight,
    kernelWidth,
  ],
  forward: (kernels, [grad, x], geometry) => kernels.conv2dWeightGrad(grad as View, x as View, geometry),
  saves: { inputsPerRule: [[1], [0]] },
  grad: [
    (g, ctx) => apply(conv2dOp, [ctx.input(1), g], ctx.attributes),
    (g, ctx) => apply(conv2dInputGradOp, [ctx.input(0), g], ctx.attributes),
  ],
});

const aPadding = defineKind<Sizes | string>(
  'a number, a list of numbers, "same" or "valid"',
  (value) => typeof value === "string" || sizes.accepts(value),
);

/** The signature of a convolution. */
export function convSignature(op: string) {
  return defineSignature(
    op,
    required("x", aTensor),
    required("weight", aTensor),
    optional("bias", nullable(aTensor), null),
    optional("stride", sizes, 1),
    optional("padding", aPadding, 0),
    optional("dilation", sizes, 1),
    optional("groups", aNumber, 1),
  );
}

/** The convolution over one or two spatial dimensions; lines are planes of height 1. */
export function convolve(
  op: string,
  spatial: 1 | 2,
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  stride: Sizes,
  padding: Sizes | string,
  dilation: Sizes,
  groups: number,
): Tensor {
  const geometry = convGeometry(op, spatial, x, weight, bias, { stride, padding, dilation, groups });
  const planes = toPlanes(x, spatial);
  const kernels = spatial === 2 ? weight : weight.unsqueeze(2);
  const y = apply(conv2dOp, bias === null ? [planes, kernels] : [planes, kernels, bias], geometry);
  return fromPlanes(y, spatial, x.ndim);
}

const conv2dSignature = convSignature("conv2d");

/** Options of {@link conv2d}. */
export interface Conv2dOptions {
  /** Step of the kernel in elements, >= 1; one number, or [vertical, horizontal]. Default 1. */
  readonly stride?: Pair;
  /**
   * Zeros on each side, >= 0; `"valid"` is none, and `"same"` as many as keep the size (at stride 1; an even kernel
   * gets the extra line below and to the right). Default 0.
   */
  readonly padding?: Pair | "same" | "valid";
  /** Step between the elements of the kernel, >= 1. Default 1. */
  readonly dilation?: Pair;
  /** Number of groups, >= 1, that input and output channels are split into; each output sees one. Default 1. */
  readonly groups?: number;
}

/** Options of `conv1d`: those of {@link conv2d}, with one number each. */
export interface Conv1dOptions {
  /** Step of the kernel in elements, >= 1. Default 1. */
  readonly stride?: Single;
  /** Zeros on each side, >= 0; `"valid"` is none, and `"same"` as many as keep the size (at stride 1). Default 0. */
  readonly padding?: Single | "same" | "valid";
  /** Step between the elements of the kernel, >= 1. Default 1. */
  readonly dilation?: Single;
  /** Number of groups, >= 1, that input and output channels are split into; each output sees one. Default 1. */
  readonly groups?: number;
}

/** The bias of a convolution, by name. */
export interface BiasOptions {
  /** Added to each output channel. Default: none. */
  readonly bias?: Tensor | null;
}

/**
 * 2-D cross-correlation, as in PyTorch (the kernel is not flipped):
 * `y[n, o, i, j] = bias[o] + sum over c, u, v of weight[o, c, u, v] * x[n, c, i*stride + u*dilation - padding, ...]`.
 *
 * Shapes: x [N, Cin, H, W] or [Cin, H, W], weight [Cout, Cin/groups, kH, kW], bias [Cout] -> [N, Cout, H', W'],
 *   H' = floor((H + 2*padding - dilation*(kH - 1) - 1) / stride) + 1.
 *
 * The WebAssembly device computes 3x3 kernels of stride 1 by Winograd's method, for three images and eight channels or
 * more: a quarter of the products, and a rounding of some 1e-6 of the results' size instead of some 1e-7. Operands with NaN,
 * infinities or elements a thousand times the others are left to the sum as it stands here, which
 * `createWasm({ winograd: false })` computes always.
 *
 * @param x Input, float32 or float64.
 * @param weight Kernels, one for each output channel.
 * @param bias Added to each output channel; null: none. Default null.
 * @param stride Step of the kernel in elements, >= 1; one number, or [vertical, horizontal]. Default 1.
 * @param padding Zeros on each side, >= 0; or `"valid"`, or `"same"`. Default 0.
 * @param dilation Step between the elements of the kernel, >= 1. Default 1.
 * @param groups Number of groups of channels, >= 1. Default 1.
 * @throws {ShapeError} when the channels of x, weight and bias disagree, the groups do not divide them, or the kernel is
 *   larger than the padded input.
 * @throws {DTypeError} unless all are float32 or all float64.
 * @throws {ValueError} for an option out of range.
 * @throws {ArgumentError} for an unknown option, or a value of the wrong kind.
 * @example
 * const x = tensor([[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]);
 * const edges = tensor([[[[1, -1]]]]);
 * conv2d(x, edges); // => tensor([[[-1., -1.],
 * //              [-1., -1.],
 * //              [-1., -1.]]])
 * conv2d(x, edges, null, { stride: 2, padding: [0, 1] }).shape; // => [1, 2, 2]
 * conv2d(x, edges, { padding: "same" }).shape; // => [1, 3, 3]
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.conv2d.html
 */
export function conv2d(
  x: Tensor,
  weight: Tensor,
  bias?: Tensor | null | (Conv2dOptions & BiasOptions),
  stride?: Pair | Conv2dOptions,
  padding?: Pair | "same" | "valid" | Omit<Conv2dOptions, "stride">,
  dilation?: Pair | Pick<Conv2dOptions, "dilation" | "groups">,
  groups?: number | Pick<Conv2dOptions, "groups">,
): Tensor {
  return convolve("conv2d", 2, ...bind(conv2dSignature, arguments));
}
