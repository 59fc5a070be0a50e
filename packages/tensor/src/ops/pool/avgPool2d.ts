import type { AvgPoolGeometry, View } from "../../backend/contract.js";
import { ValueError } from "../../errors.js";
import { apply } from "../../op/apply.js";
import { defineOp, type KernelOp } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { fromPlanes, type Pair, toPlanes } from "../windows.js";
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

/** Options of {@link avgPool2d}. */
export interface AvgPool2dOptions {
  /** Step of the window, >= 1; one number, or [vertical, horizontal]. Default: the kernel size. */
  readonly stride?: Pair | null;
  /** Zeros on each side, at most half of the kernel. Default 0. */
  readonly padding?: Pair;
  /** Let a last window stick out at the end, if it starts inside. Default false. */
  readonly ceilMode?: boolean;
  /** Whether the zeros of the padding count in the mean. Default true. */
  readonly countIncludePad?: boolean;
  /** Divide by this instead of the number of elements; any whole number but 0. */
  readonly divisorOverride?: number | null;
}

/** Options of `avgPool1d`: those of {@link avgPool2d}, with one number each. */
export interface AvgPool1dOptions {
  /** Step of the window, >= 1. Default: the kernel size. */
  readonly stride?: number | readonly [number] | null;
  /** Zeros on each side, at most half of the kernel. Default 0. */
  readonly padding?: number | readonly [number];
  /** Let a last window stick out at the end, if it starts inside. Default false. */
  readonly ceilMode?: boolean;
  /** Whether the zeros of the padding count in the mean. Default true. */
  readonly countIncludePad?: boolean;
}

/**
 * The mean of each window. What ceil mode adds beyond the padding never counts.
 *
 * Shapes: x [N, C, H, W] or [C, H, W] -> [N, C, H', W'],
 *   H' = floor((H + 2*padding - kH) / stride) + 1, rounded up instead in ceil mode.
 *
 * @throws {ShapeError} when the kernel is larger than the padded input.
 * @throws {DTypeError} for an integer or bool tensor.
 * @throws {ValueError} for an option out of range.
 * @example
 * avgPool2d(tensor([[[1, 2], [3, 6]]]), 2); // => tensor([[[3.]]])
 * avgPool2d(ones(1, 3, 3), 2, { padding: 1 }); // => tensor([[[0.2500, 0.5000],
 * //              [0.5000, 1.0000]]])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.avg_pool2d.html
 */
export function avgPool2d(x: Tensor, kernelSize: Pair, options: AvgPool2dOptions = {}): Tensor {
  const { countIncludePad = true, divisorOverride = null } = options;
  if (divisorOverride !== null && (!Number.isInteger(divisorOverride) || divisorOverride === 0)) {
    throw new ValueError(`avgPool2d: divisorOverride must be a whole number other than 0, got ${divisorOverride}`);
  }
  const geometry = poolGeometry("avgPool2d", 2, x, kernelSize, options);
  return poolMeans(x, 2, { ...geometry, countIncludePad, divisorOverride: divisorOverride ?? 0 });
}
