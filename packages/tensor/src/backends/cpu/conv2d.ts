import type { ConvGeometry, View } from "../../backend/contract.js";
import type { TypedArray } from "../../dtype.js";
import type { BufferPool } from "./bufferPool.js";
import { gemm } from "./gemm.js";
import { ImagePatches } from "./imagePatches.js";
import { offsetTable } from "./offsets.js";
import { arrayOf } from "./strided.js";

// All three passes are one matrix product per few images and group, between the weights, the patches of the images
// and the planes of the output (or of its gradient). With K = Cin/groups * kH * kW and P = images * H' * W':
//   forward        out     [Cout, P] = weight [Cout, K] * patches [K, P]
//   input grad     patches [K, P]   += weightᵀ [K, Cout] * grad [Cout, P], where patches overlap they add up
//   weight grad    weight  [Cout, K] += grad [Cout, P] * patchesᵀ [P, K]

/** Enough output pixels in a product to repay packing the weights again. */
const pixelsPerProduct = 384;
/** The weight gradient sums over the pixels, and more of them repay writing the sums out. */
const pixelsPerSum = 1024;

function imagesPerStep({ batch, outHeight, outWidth }: ConvGeometry, pixels: number): number {
  return Math.min(batch, Math.ceil(pixels / (outHeight * outWidth)));
}

/** Calls `visit` for every few images and every group of channels. */
function forEachProduct(
  { batch, groups }: ConvGeometry,
  imagesAtOnce: number,
  visit: (first: number, images: number, group: number) => void,
): void {
  for (let first = 0; first < batch; first += imagesAtOnce) {
    const images = Math.min(imagesAtOnce, batch - first);
    for (let group = 0; group < groups; group++) visit(first, images, group);
  }
}

/** `x [N, Cin, H, W]`, `weight [Cout, Cin/groups, kH, kW]`, `bias [Cout]` or null -> `[N, Cout, H', W']`. */
export function conv2d(pool: BufferPool, x: View, weight: View, bias: View | null, geometry: ConvGeometry): TypedArray {
  const { batch, outChannels, groups, outHeight, outWidth } = geometry;
  const plane = outHeight * outWidth;
  const out = pool.take(x.dtype, batch * outChannels * plane);
  if (out.length === 0) return out;
  // With a bias, the products are added to planes that hold it already.
  if (bias !== null) fillPlanes(out, bias, plane);
  const imagesAtOnce = imagesPerStep(geometry, pixelsPerProduct);
  const patches = new ImagePatches(pool, geometry, imagesAtOnce);
  const weights = new GroupedWeight(pool, weight, geometry);
  const outRows = offsetTable(pool, [outChannels / groups], [plane]);
  const outColumns = offsetTable(pool, [imagesAtOnce, plane], [outChannels * plane, 1]);
  forEachProduct(geometry, imagesAtOnce, (first, images, group) => {
    patches.load(x, first, images, group);
    gemm(
      {
        source: weights.data,
        offset: weights.offset(group),
        lanes: weights.channelOffsets,
        depths: weights.kernelOffsets,
      },
      { source: patches.data, offset: 0, lanes: patches.pixelOffsets(images), depths: patches.kernelOffsets },
      {
        array: out,
        offset: (first * outChannels + group * outRows.length) * plane,
        rows: outRows,
        columns: outColumns.subarray(0, images * plane),
        accumulate: bias !== null,
      },
    );
  });
  for (const part of [patches, weights]) part.dispose();
  for (const table of [outRows, outColumns]) pool.give(table);
  return out;
}

/** Fills each plane of `out` with its channel's bias. */
function fillPlanes(out: TypedArray, bias: View, plane: number): void {
  const channels = bias.shape[0];
  const source = arrayOf(bias);
  for (let i = 0; i * plane < out.length; i++) {
    out.fill(source[bias.offset + (i % channels) * bias.strides[0]], i * plane, (i + 1) * plane);
  }
}

/** `grad [N, Cout, H', W']`, `weight` -> `[N, Cin, H, W]`. */
export function conv2dInputGrad(pool: BufferPool, grad: View, weight: View, geometry: ConvGeometry): TypedArray {
  const { batch, inChannels, inHeight, inWidth } = geometry;
  const out = pool.take(grad.dtype, batch * inChannels * inHeight * inWidth);
  if (out.length === 0) return out;
  const imagesAtOnce = imagesPerStep(geometry, pixelsPerProduct);
  const patches = new ImagePatches(pool, geometry, imagesAtOnce);
  const planes = new GradPlanes(pool, grad, geometry, imagesAtOnce);
  const weights = new GroupedWeight(pool, weight, geometry);
  forEachProduct(geometry, imagesAtOnce, (first, images, group) => {
    patches.clear();
    gemm(
      {
        source: weights.data,
        offset: weights.offset(group),
        lanes: weights.kernelOffsets,
        depths: weights.channelOffsets,
      },
      {
        source: planes.data,
        offset: planes.offset(first, group),
        lanes: planes.pixelOffsets(images),
        depths: planes.channelOffsets,
      },
      {
        array: patches.data,
        offset: 0,
        rows: patches.kernelOffsets,
        columns: patches.pixelOffsets(images),
        accumulate: true,
      },
    );
    patches.unload(out, first, images, group);
  });
  for (const part of [patches, planes, weights]) part.dispose();
  return out;
}

/** `grad [N, Cout, H', W']`, `x` -> `[Cout, Cin/groups, kH, kW]`. */
export function conv2dWeightGrad(pool: BufferPool, grad: View, x: View, geometry: ConvGeometry): TypedArray {
  const { inChannels, outChannels, kernelHeight, kernelWidth, groups } = geometry;
  const rowLength = (inChannels / groups) * kernelHeight * kernelWidth;
  const out = pool.take(grad.dtype, outChannels * rowLength);
  // Sums over the batch are kept in double precision to the end.
  const sums = pool.take("float64", out.length).fill(0);
  if (grad.shape[0] > 0 && out.length > 0) addWeightGrad(pool, grad, x, geometry, sums, rowLength);
  out.set(sums);
  pool.give(sums);
  return out;
}

function addWeightGrad(
  pool: BufferPool,
  grad: View,
  x: View,
  geometry: ConvGeometry,
  sums: TypedArray,
  rowLength: number,
): void {
  const channels = geometry.outChannels / geometry.groups;
  const imagesAtOnce = imagesPerStep(geometry, pixelsPerSum);
  const patches = new ImagePatches(pool, geometry, imagesAtOnce);
  const planes = new GradPlanes(pool, grad, geometry, imagesAtOnce);
  const sumRows = offsetTable(pool, [channels], [rowLength]);
  const sumColumns = offsetTable(pool, [rowLength], [1]);
  forEachProduct(geometry, imagesAtOnce, (first, images, group) => {
    patches.load(x, first, images, group);
    gemm(
      {
        source: planes.data,
        offset: planes.offset(first, group),
        lanes: planes.channelOffsets,
        depths: planes.pixelOffsets(images),
      },
      { source: patches.data, offset: 0, lanes: patches.kernelOffsets, depths: patches.pixelOffsets(images) },
      {
        array: sums,
        offset: group * channels * rowLength,
        rows: sumRows,
        columns: sumColumns,
        accumulate: true,
      },
    );
  });
  patches.dispose();
  planes.dispose();
  for (const table of [sumRows, sumColumns]) pool.give(table);
}

/** The weights of each group as a factor: one lane or depth per output channel, the other per element of a kernel. */
class GroupedWeight {
  readonly data: TypedArray;
  readonly channelOffsets: Int32Array;
  readonly kernelOffsets: Int32Array;

  constructor(
    private readonly pool: BufferPool,
    private readonly weight: View,
    { outChannels, groups }: ConvGeometry,
  ) {
    const { shape, strides } = weight;
    this.data = arrayOf(weight);
    this.channelOffsets = offsetTable(pool, [outChannels / groups], [strides[0]]);
    this.kernelOffsets = offsetTable(pool, shape.slice(1), strides.slice(1));
  }

  offset(group: number): number {
    return this.weight.offset + group * this.channelOffsets.length * this.weight.strides[0];
  }

  dispose(): void {
    this.pool.give(this.channelOffsets);
    this.pool.give(this.kernelOffsets);
  }
}

/** The gradient of the output as a factor: one lane or depth per channel of a group, the other per pixel. */
class GradPlanes {
  readonly data: TypedArray;
  readonly channelOffsets: Int32Array;
  private readonly allPixelOffsets: Int32Array;

  constructor(
    private readonly pool: BufferPool,
    private readonly grad: View,
    private readonly geometry: ConvGeometry,
    images: number,
  ) {
    const [imageStep, channelStep, rowStep, columnStep] = grad.strides;
    const { outChannels, groups, outHeight, outWidth } = geometry;
    this.data = arrayOf(grad);
    this.channelOffsets = offsetTable(pool, [outChannels / groups], [channelStep]);
    this.allPixelOffsets = offsetTable(pool, [images, outHeight, outWidth], [imageStep, rowStep, columnStep]);
  }

  offset(image: number, group: number): number {
    const { strides, offset } = this.grad;
    return offset + image * strides[0] + group * this.channelOffsets.length * strides[1];
  }

  pixelOffsets(images: number): Int32Array {
    return this.allPixelOffsets.subarray(0, images * this.geometry.outHeight * this.geometry.outWidth);
  }

  dispose(): void {
    this.pool.give(this.channelOffsets);
    this.pool.give(this.allPixelOffsets);
  }
}
