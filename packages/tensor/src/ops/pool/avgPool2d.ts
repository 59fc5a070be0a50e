import { bind } from "../../arguments/bind.js";
import { aBoolean, aNumber, nullable, sizes } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import type { AvgPoolGeometry, View } from "../../backend/contract.js";
import { ValueError } from "../../errors.js";
import { apply } from "../../op/apply.js";
import { defineOp, type KernelOp } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { fromPlanes, type Pair, type Single, type Sizes, toPlanes } from "../windows.js";
import { poolGeometry } from "./geometry.js";

// The mean is linear: each of the two ops is the other's gradient.

const avgPool2dOp: KernelOp<AvgPoolGeometry> = defineOp<AvgPoolGeometry>({
  name: "avgPool2d",
  shape: (_, { batch, channels, outHeight, outWidth }) => [batch, channels, outHeight, outWidth],
  forward: (kernels, [x], geometry) => kernels.avgPool2d(x as View, geometry),
  grad: [(g, ctx) => apply(avgPool2dInputGradOp, [g], ctx.attributes)],
});

/** Spreads the gradient of each window evenly over the window. */
const avgPool2dInputGradOp: KernelOp<AvgPoolGeometry> = defineOp<AvgPoolGeometry>({
  name: "avgPool2dInputGrad",
  shape: (_, { batch, channels, inHeight, inWidth }) => [batch, channels, inHeight, inWidth],
  forward: (kernels, [grad], geometry) => kernels.avgPool2dInputGrad(grad as View, geometry),
  grad: [(g, ctx) => apply(avgPool2dOp, [g], ctx.attributes)],
});

/** Pools over one or two spatial dimensions, by a geometry that may be adaptive. */
export function poolMeans(x: Tensor, spatial: 1 | 2, geometry: AvgPoolGeometry): Tensor {
  return fromPlanes(apply(avgPool2dOp, [toPlanes(x, spatial)], geometry), spatial, x.ndim);
}

/** An average pooling over one or two spatial dimensions. */
export function avgPool(
  op: string,
  spatial: 1 | 2,
  x: Tensor,
  kernelSize: Sizes,
  stride: Sizes | null,
  padding: Sizes,
  ceilMode: boolean,
  countIncludePad: boolean,
  divisorOverride: number | null = null,
): Tensor {
  if (divisorOverride !== null && (!Number.isInteger(divisorOverride) || divisorOverride === 0)) {
    throw new ValueError(`${op}: divisorOverride must be a whole number other than 0, got ${divisorOverride}`);
  }
  const geometry = poolGeometry(op, spatial, x, kernelSize, { stride, padding, ceilMode });
  return poolMeans(x, spatial, { countIncludePad, divisorOverride: divisorOverride ?? 0, ...geometry });
}

/** The parameters that average poolings share. */
export const avgPoolParameters = [
  required("x", aTensor),
  required("kernelSize", sizes),
  optional("stride", nullable(sizes), null),
  optional("padding", sizes, 0),
  optional("ceilMode", aBoolean, false),
  optional("countIncludePad", aBoolean, true),
] as const;

const avgPool2dSignature = defineSignature(
  "avgPool2d",
  ...avgPoolParameters,
  optional("divisorOverride", nullable(aNumber), null),
);

/** Options of {@link avgPool2d}. */
export interface AvgPool2dOptions {
  /** Step of the window, >= 1; one number, or [vertical, horizontal]. Default: the kernel size. */
  readonly stride?: Pair | null;
  /** Zeros on each side, at most half of the kernel. Default 0. */
  readonly padding?: Pair;
  /** Let a last window stick out at the end, if it starts inside. Default false. */
  readonly ceilMode?: boolean;
  /** Count the zeros of the padding in the mean. Default true. */
  readonly countIncludePad?: boolean;
  /** Divide by this instead of the number of elements; any whole number but 0. Default: none. */
  readonly divisorOverride?: number | null;
}

/** Options of `avgPool1d`: those of {@link avgPool2d}, with one number each. */
export interface AvgPool1dOptions {
  /** Step of the window, >= 1. Default: the kernel size. */
  readonly stride?: Single | null;
  /** Zeros on each side, at most half of the kernel. Default 0. */
  readonly padding?: Single;
  /** Let a last window stick out at the end, if it starts inside. Default false. */
  readonly ceilMode?: boolean;
  /** Count the zeros of the padding in the mean. Default true. */
  readonly countIncludePad?: boolean;
}

/**
 * The mean of each window. What ceil mode adds beyond the padding never counts.
 *
 * Shapes: x [N, C, H, W] or [C, H, W] -> [N, C, H', W'],
 *   H' = floor((H + 2*padding - kH) / stride) + 1, rounded up instead in ceil mode.
 *
 * @param x Input, float32 or float64.
 * @param kernelSize Size of the window, >= 1; one number, or [height, width].
 * @param stride Step of the window, >= 1; null: the kernel size. Default null.
 * @param padding Zeros on each side, at most half of what the kernel spans. Default 0.
 * @param ceilMode Let a last window stick out at the end, if it starts inside. Default false.
 * @param countIncludePad Count the zeros of the padding in the mean. Default true.
 * @param divisorOverride Divide by this instead of the number of elements; any whole number but 0. Default null.
 * @throws {ShapeError} when the kernel is larger than the padded input.
 * @throws {DTypeError} for an integer or bool tensor.
 * @throws {ValueError} for an option out of range.
 * @throws {ArgumentError} for an unknown option, or a value of the wrong kind.
 * @example
 * avgPool2d(tensor([[[1, 2], [3, 6]]]), 2); // => tensor([[[3.]]])
 * avgPool2d(ones(1, 3, 3), 2, { padding: 1 }); // => tensor([[[0.2500, 0.5000],
 * //              [0.5000, 1.0000]]])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.avg_pool2d.html
 */
export function avgPool2d(
  x: Tensor,
  kernelSize: Pair | (AvgPool2dOptions & { readonly kernelSize: Pair }),
  stride?: Pair | null | AvgPool2dOptions,
  padding?: Pair | Omit<AvgPool2dOptions, "stride">,
  ceilMode?: boolean | Omit<AvgPool2dOptions, "stride" | "padding">,
  countIncludePad?: boolean | Pick<AvgPool2dOptions, "countIncludePad" | "divisorOverride">,
  divisorOverride?: number | null | Pick<AvgPool2dOptions, "divisorOverride">,
): Tensor {
  return avgPool("avgPool2d", 2, ...bind(avgPool2dSignature, arguments));
}
