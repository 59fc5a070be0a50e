import type { ConvGeometry, View } from "@lumbre/tensor/backend";
import { roundUp, sheetOf } from "../sheet.js";
import { type Steps, tilePixels } from "./convolve.js";
import type { Folding, Images, PackedAxis } from "./images.js";
import type { Weights } from "./weights.js";

/** A convolution of images by weights, of which the contract's and the one that gives its input's gradient are cases. */
export interface Convolution extends Steps {
  readonly batch: number;
  readonly groups: number;
  /** Channels of a group. */
  readonly inChannels: number;
  readonly outChannels: number;
  readonly inSize: readonly [height: number, width: number];
  readonly outSize: readonly [height: number, width: number];
  readonly kernel: readonly [height: number, width: number];
  readonly padding: readonly [top: number, left: number];
  /** The images' elements are taken `spread - 1` zeros apart. */
  readonly spread: readonly [number, number];
}

/** Of the weights' elements, as {@link packWeights} takes them. */
export interface WeightLayout {
  readonly offset: number;
  readonly strides: readonly number[];
}

export function forwardConvolution(geometry: ConvGeometry): Convolution {
  const { batch, groups, inChannels, outChannels } = geometry;
  return {
    batch,
    groups,
    inChannels: inChannels / groups,
    outChannels: outChannels / groups,
    inSize: [geometry.inHeight, geometry.inWidth],
    outSize: [geometry.outHeight, geometry.outWidth],
    kernel: [geometry.kernelHeight, geometry.kernelWidth],
    padding: [geometry.paddingTop, geometry.paddingLeft],
    stride: [geometry.strideHeight, geometry.strideWidth],
    dilation: [geometry.dilationHeight, geometry.dilationWidth],
    spread: [1, 1],
  };
}

export function forwardWeights({ offset, strides }: View, { outChannels }: Convolution): WeightLayout {
  return { offset, strides: [outChannels * strides[0], ...strides] };
}

/**
 * The convolution of the output's gradient that gives the input's, the transposed convolution: a pixel gathers from all
 * windows that have read it. Elements of the gradient are a stride apart, and the kernel is flipped.
 */
export function backwardConvolution(geometry: ConvGeometry): Convolution {
  const forward = forwardConvolution(geometry);
  const { kernel, padding, dilation } = forward;
  return {
    ...forward,
    inChannels: forward.outChannels,
    outChannels: forward.inChannels,
    inSize: forward.outSize,
    outSize: forward.inSize,
    padding: [(kernel[0] - 1) * dilation[0] - padding[0], (kernel[1] - 1) * dilation[1] - padding[1]],
    stride: [1, 1],
    spread: forward.stride,
  };
}

export function backwardWeights({ offset, strides }: View, { inChannels, kernel }: Convolution): WeightLayout {
  const [outStride, inStride, rowStride, columnStride] = strides;
  return {
    offset: offset + (kernel[0] - 1) * rowStride + (kernel[1] - 1) * columnStride,
    strides: [inChannels * outStride, inStride, outStride, -rowStride, -columnStride],
  };
}

/** With so few channels, most of a texel of channels would be empty. */
const fewChannels = 2;

/** How the images of a convolution are packed, and what is left of its kernel then. */
export interface ImagePlan extends Steps {
  readonly images: Images;
  readonly rows: PackedAxis;
  readonly columns: PackedAxis;
  readonly folding: Folding | null;
  readonly kernel: readonly [rows: number, columns: number];
}

/**
 * The plan, or null where no texture is large enough. With `mayFold`, a row of the kernel becomes channels where there are
 * few channels.
 */
export function planImages(convolution: Convolution, maxSide: number, mayFold: boolean): ImagePlan | null {
  const { batch, groups, inChannels, outSize, kernel, stride, dilation } = convolution;
  const isFolded = mayFold && inChannels <= fewChannels && kernel[1] > 1;
  const folding = isFolded ? { taps: kernel[1], dilation: dilation[1], step: stride[1] } : null;
  const left: readonly [number, number] = [kernel[0], isFolded ? 1 : kernel[1]];
  const steps: Steps = {
    stride: [stride[0], isFolded ? 1 : stride[1]],
    dilation: [dilation[0], isFolded ? 1 : dilation[1]],
  };
  const channels = inChannels * (folding?.taps ?? 1);
  const quads = Math.ceil(channels / 4);
  // Tiles are whole: a row's last one reads on.
  const covered = [outSize[0], roundUp(outSize[1], tilePixels)];
  const [height, width] = [0, 1].map((d) => (covered[d] - 1) * steps.stride[d] + (left[d] - 1) * steps.dilation[d] + 1);
  const sheet = sheetOf(batch * groups, width * quads, height, maxSide);
  if (sheet === null) return null;
  const [rows, columns] = [0, 1].map((d) => ({
    size: convolution.inSize[d],
    padding: convolution.padding[d],
    spread: convolution.spread[d],
  }));
  return { ...steps, images: { sheet, groups, channels, quads }, rows, columns, folding, kernel: left };
}

/** How the weights of a convolution are packed, or null where no texture is large enough. */
export function planWeights(
  { groups, outChannels }: Convolution,
  { images, kernel }: ImagePlan,
  lines: number,
  maxSide: number,
): Weights | null {
  const { channels, quads } = images;
  const tiles = Math.ceil(outChannels / (4 * lines));
  const [rows, columns] = kernel;
  const sheet = sheetOf(groups * tiles, columns * quads * 4, rows * lines, maxSide);
  return sheet === null
    ? null
    : { sheet, groups, inChannels: channels, quads, outChannels, lines, tiles, rows, columns };
}
