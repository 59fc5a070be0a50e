import { defineKind } from "../../arguments/kinds.js";
import type { PoolGeometry } from "../../backend/contract.js";
import { isFloat } from "../../dtype.js";
import { DTypeError, ShapeError, ValueError } from "../../errors.js";
import { formatShape, numel } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { floatHint } from "../hints.js";
import {
  asPair,
  describe,
  readSizes,
  requireCountable,
  requireFit,
  requirePlanes,
  type Sizes,
  windowSpans,
} from "../windows.js";

/** The options that place the windows, for either rank. */
export interface AnyPoolOptions {
  readonly stride?: Sizes | null;
  readonly padding?: Sizes;
  readonly dilation?: Sizes;
  readonly ceilMode?: boolean;
}

/** What places windows need of their input. */
type Planes = Pick<Tensor, "shape" | "ndim" | "dtype">;

/** Checks the input of a pooling; returns its batch, channels and spatial sizes. */
function readInput(
  op: string,
  spatial: number,
  x: Planes,
): { batch: number; channels: number; size: readonly number[] } {
  requirePlanes(op, x, spatial);
  if (!isFloat(x.dtype))
    throw new DTypeError(`${op}: expected a float32 or float64 tensor, got ${x.dtype}${floatHint(x.dtype)}`);
  const channelDim = x.ndim - spatial - 1;
  const size = x.shape.slice(channelDim + 1);
  if (size.includes(0)) throw new ShapeError(`${op}: input ${formatShape(x.shape)} has an empty plane`);
  return { batch: channelDim === 0 ? 1 : x.shape[0], channels: x.shape[channelDim], size };
}

/** How many windows fit along one dimension. */
function countWindows(size: number, span: number, stride: number, padding: number, ceilMode: boolean): number {
  const steps = (size + 2 * padding - span) / stride;
  const count = (ceilMode ? Math.ceil(steps) : Math.floor(steps)) + 1;
  // Ceil mode lets a window stick out at the end, but none may start beyond the input and its left padding.
  return ceilMode && (count - 1) * stride >= size + padding ? count - 1 : count;
}

/** Checks a pooling's arguments and works out its sizes. 1-d ones become 2-d ones of height 1. */
export function poolGeometry(
  op: string,
  spatial: number,
  x: Planes,
  kernelSize: Sizes,
  options: AnyPoolOptions,
): PoolGeometry {
  const kernel = readSizes(op, "kernelSize", kernelSize, spatial, 1);
  requireCountable(op, "the product of kernelSize", [numel(kernel)]);
  const stride = readSizes(op, "stride", options.stride ?? kernel, spatial, 1);
  const padding = readSizes(op, "padding", options.padding ?? 0, spatial, 0);
  const dilation = readSizes(op, "dilation", options.dilation ?? 1, spatial, 1);
  const { batch, channels, size } = readInput(op, spatial, x);
  if (channels === 0) throw new ShapeError(`${op}: input ${formatShape(x.shape)} has no channels`);
  const spans = windowSpans(op, kernel, dilation);
  if (padding.some((border, d) => border > Math.floor(spans[d] / 2))) {
    throw new ValueError(
      `${op}: padding ${formatShape(padding)} must be at most half of what the kernel spans, ${formatShape(spans)}`,
    );
  }
  const ceilMode = options.ceilMode ?? false;
  const outSize = size.map((length, d) => countWindows(length, spans[d], stride[d], padding[d], ceilMode));
  // A window that only ceil mode lets in may be larger than what it covers.
  if (outSize.some((count) => count < 1)) {
    requireFit(
      op,
      size,
      padding.map((border) => 2 * border),
      kernel,
      dilation,
    );
  }
  return {
    batch,
    channels,
    adaptive: false,
    ...lift(size, outSize),
    ...liftWindows(kernel, stride, padding, dilation),
  };
}

/** The size that an adaptive pooling makes, for either rank. */
export type AnyAdaptiveSize = number | null | readonly (number | null)[];

export const anAdaptiveSize = defineKind<AnyAdaptiveSize>("a number, null or a list of them", (value) =>
  (Array.isArray(value) ? value : [value]).every((size: unknown) => size === null || typeof size === "number"),
);

/** Checks an adaptive pooling's arguments: the windows follow from the output's size. Null keeps a size. */
export function adaptiveGeometry(op: string, spatial: number, x: Tensor, outputSize: AnyAdaptiveSize): PoolGeometry {
  const wanted = Array.isArray(outputSize) ? outputSize : new Array<number | null>(spatial).fill(outputSize as number);
  const valid = (size: number | null): boolean => size === null || (Number.isInteger(size) && size >= 0);
  if (wanted.length !== spatial || !wanted.every(valid)) {
    const expected = spatial === 1 ? "a whole number >= 0 or null" : "whole numbers >= 0 or null, one or two of them";
    throw new ValueError(`${op}: outputSize must be ${expected}, got ${describe(outputSize)}`);
  }
  const { batch, channels, size } = readInput(op, spatial, x);
  const outSize = size.map((length, d) => wanted[d] ?? length);
  const ones = size.map(() => 1);
  const none = size.map(() => 0);
  return { batch, channels, adaptive: true, ...lift(size, outSize), ...liftWindows(ones, ones, none, ones) };
}

type PlaneSizes = Pick<PoolGeometry, "inHeight" | "inWidth" | "outHeight" | "outWidth">;
type Windows = Omit<PoolGeometry, "batch" | "channels" | "adaptive" | keyof PlaneSizes>;

function lift(inSize: readonly number[], outSize: readonly number[]): PlaneSizes {
  const [inHeight, inWidth] = asPair(inSize, 1);
  const [outHeight, outWidth] = asPair(outSize, 1);
  return { inHeight, inWidth, outHeight, outWidth };
}

function liftWindows(
  kernel: readonly number[],
  stride: readonly number[],
  padding: readonly number[],
  dilation: readonly number[],
): Windows {
  const [kernelHeight, kernelWidth] = asPair(kernel, 1);
  const [strideHeight, strideWidth] = asPair(stride, 1);
  const [paddingTop, paddingLeft] = asPair(padding, 0);
  const [dilationHeight, dilationWidth] = asPair(dilation, 1);
  return {
    kernelHeight,
    kernelWidth,
    strideHeight,
    strideWidth,
    paddingTop,
    paddingLeft,
    dilationHeight,
    dilationWidth,
  };
}
