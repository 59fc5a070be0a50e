import { bind } from "../../arguments/bind.js";
import { aBoolean, nullable, sizes } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import type { PoolGeometry, View } from "../../backend/contract.js";
import { apply, applyMulti } from "../../op/apply.js";
import { defineMultiOp, defineOp, type KernelOp } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { type ValuesAndIndices, valuesAndIndices } from "../valuesAndIndices.js";
import { fromPlanes, type Pair, type Single, type Sizes, toPlanes } from "../windows.js";
import { poolGeometry } from "./geometry.js";

const maxPool2dOp = defineMultiOp<PoolGeometry>({
  name: "maxPool2d",
  outputs: ([x], { batch, channels, outHeight, outWidth }) => {
    const shape = [batch, channels, outHeight, outWidth];
    return [
      { shape, dtype: (x as Tensor).dtype },
      { shape, dtype: "int32" },
    ];
  },
  forward: (kernels, [x], geometry) => kernels.maxPool2d(x as View, geometry),
  saves: { output: true },
  grad: [(g, ctx) => apply(maxPool2dInputGradOp, [g, ctx.output(1)], ctx.attributes)],
});

/** Sends the gradient of each window to the element it was taken from. */
export const maxPool2dInputGradOp: KernelOp<PoolGeometry> = defineOp<PoolGeometry>({
  name: "maxPool2dInputGrad",
  shape: (_, { batch, channels, inHeight, inWidth }) => [batch, channels, inHeight, inWidth],
  forward: (kernels, [grad, indices], geometry) => kernels.maxPool2dInputGrad(grad as View, indices as View, geometry),
  saves: { inputs: [1] },
  grad: [(g, ctx) => takePositions(g, ctx.input(1)), null],
});

/** The elements of each plane of `x` that flat `indices` name. */
export function takePositions(x: Tensor, indices: Tensor): Tensor {
  const [batch, channels, height, width] = x.shape;
  const [, , outHeight, outWidth] = indices.shape;
  const flat = indices.reshape(batch, channels, outHeight * outWidth);
  return x
    .reshape(batch, channels, height * width)
    .gather(2, flat)
    .reshape(indices.shape);
}

/** Pools over one or two spatial dimensions, by a geometry that may be adaptive. */
export function poolMaxima(
  x: Tensor,
  spatial: 1 | 2,
  geometry: PoolGeometry,
  returnIndices = false,
): Tensor | ValuesAndIndices {
  const [values, indices] = applyMulti(maxPool2dOp, [toPlanes(x, spatial)], geometry);
  const maxima = fromPlanes(values, spatial, x.ndim);
  return returnIndices ? valuesAndIndices(maxima, fromPlanes(indices, spatial, x.ndim)) : maxima;
}

/** The signature of a max pooling. */
export function maxPoolSignature(op: string) {
  return defineSignature(
    op,
    required("x", aTensor),
    required("kernelSize", sizes),
    optional("stride", nullable(sizes), null),
    optional("padding", sizes, 0),
    optional("dilation", sizes, 1),
    optional("ceilMode", aBoolean, false),
    optional("returnIndices", aBoolean, false),
  );
}

/** A max pooling over one or two spatial dimensions. */
export function maxPool(
  op: string,
  spatial: 1 | 2,
  x: Tensor,
  kernelSize: Sizes,
  stride: Sizes | null,
  padding: Sizes,
  dilation: Sizes,
  ceilMode: boolean,
  returnIndices: boolean,
): Tensor | ValuesAndIndices {
  const geometry = poolGeometry(op, spatial, x, kernelSize, { stride, padding, dilation, ceilMode });
  return poolMaxima(x, spatial, geometry, returnIndices);
}

const maxPool2dSignature = maxPoolSignature("maxPool2d");

/** Options of {@link maxPool2d}. */
export interface MaxPool2dOptions {
  /** Step of the window, >= 1; one number, or [vertical, horizontal]. Default: the kernel size. */
  readonly stride?: Pair | null;
  /** Minus infinities on each side, at most half of what the kernel spans. Default 0. */
  readonly padding?: Pair;
  /** Step between the elements of a window, >= 1. Default 1. */
  readonly dilation?: Pair;
  /** Let a last window stick out at the end, if it starts inside. Default false. */
  readonly ceilMode?: boolean;
  /** Also return where the maxima were, as flat positions in the unpadded plane. Default false. */
  readonly returnIndices?: boolean;
}

/** Options of `maxPool1d`: those of {@link maxPool2d}, with one number each. */
export interface MaxPool1dOptions {
  /** Step of the window, >= 1. Default: the kernel size. */
  readonly stride?: Single | null;
  /** Minus infinities on each side, at most half of what the kernel spans. Default 0. */
  readonly padding?: Single;
  /** Step between the elements of a window, >= 1. Default 1. */
  readonly dilation?: Single;
  /** Let a last window stick out at the end, if it starts inside. Default false. */
  readonly ceilMode?: boolean;
  /** Also return where the maxima were. Default false. */
  readonly returnIndices?: boolean;
}

/** Options that do not ask for indices. */
export type WithoutIndices<Options> = Omit<Options, "returnIndices"> & { readonly returnIndices?: false };

/** Options that ask for indices. */
export type WithIndices<Options> = Omit<Options, "returnIndices"> & { readonly returnIndices: true };

/** The arguments behind the kernel size, of a call that asks for indices. */
export type PoolIndicesArguments<Size, Options> =
  | [options: WithIndices<Options>]
  | [stride: Size | null | undefined, options: WithIndices<Omit<Options, "stride">>]
  | [
      stride: Size | null | undefined,
      padding: Size | undefined,
      options: WithIndices<Omit<Options, "stride" | "padding">>,
    ]
  | [
      stride: Size | null | undefined,
      padding: Size | undefined,
      dilation: Size | undefined,
      ceilMode: boolean | undefined,
      returnIndices: true | WithIndices<unknown>,
    ];

/**
 * The largest element of each window. The first of equal elements takes the gradient, and a NaN wins over all.
 *
 * Shapes: x [N, C, H, W] or [C, H, W] -> [N, C, H', W'],
 *   H' = floor((H + 2*padding - dilation*(kH - 1) - 1) / stride) + 1, rounded up instead in ceil mode.
 *
 * @param x Input, float32 or float64.
 * @param kernelSize Size of the window, >= 1; one number, or [height, width].
 * @param stride Step of the window, >= 1; null: the kernel size. Default null.
 * @param padding Minus infinities on each side, at most half of what the kernel spans. Default 0.
 * @param dilation Step between the elements of a window, >= 1. Default 1.
 * @param ceilMode Let a last window stick out at the end, if it starts inside. Default false.
 * @param returnIndices Also return where the maxima were. Default false.
 * @returns The maxima; with `returnIndices` `{ values, indices }`.
 * @throws {ShapeError} when the kernel is larger than the padded input.
 * @throws {DTypeError} for an integer or bool tensor.
 * @throws {ValueError} for an option out of range.
 * @throws {ArgumentError} for an unknown option, or a value of the wrong kind.
 * @example
 * const x = tensor([[[1, 5, 2, 0], [3, 4, 8, 7]]]);
 * maxPool2d(x, 2); // => tensor([[[5., 8.]]])
 * maxPool2d(x, 2, { returnIndices: true }).indices; // => tensor([[[1, 6]]])
 * maxPool2d(x, 2, 1, { ceilMode: true }).shape; // => [1, 1, 3]
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.max_pool2d.html
 */
export function maxPool2d(
  x: Tensor,
  kernelSize: Pair,
  ...args: PoolIndicesArguments<Pair, MaxPool2dOptions>
): ValuesAndIndices;
export function maxPool2d(
  x: Tensor,
  kernelSize: Pair | (WithoutIndices<MaxPool2dOptions> & { readonly kernelSize: Pair }),
  stride?: Pair | null | WithoutIndices<MaxPool2dOptions>,
  padding?: Pair | WithoutIndices<Omit<MaxPool2dOptions, "stride">>,
  dilation?: Pair | WithoutIndices<Pick<MaxPool2dOptions, "dilation" | "ceilMode">>,
  ceilMode?: boolean | WithoutIndices<Pick<MaxPool2dOptions, "ceilMode">>,
  returnIndices?: false | WithoutIndices<unknown>,
): Tensor;
export function maxPool2d(): Tensor | ValuesAndIndices {
  return maxPool("maxPool2d", 2, ...bind(maxPool2dSignature, arguments));
}
