import type { ConvGeometry, View } from "../../backend/contract.js";
import type { TypedArray } from "../../dtype.js";
import type { BufferPool } from "./bufferPool.js";
import { offsetTable } from "./offsets.js";
import { arrayOf } from "./strided.js";

/**
 * The patches that a convolution's kernel sees, as the factor of a matrix product: column (image, y, x) of the
 * im2col matrix, row (channel, kernel y, kernel x). The matrix is never made. A few images at a time lie in a
 * scratch with their border of zeros, and then every entry lies at the sum of two offsets, one for its row and one
 * for its column.
 *
 * @see https://arxiv.org/abs/1410.0759 cuDNN, whose implicit product this is, section 3
 */
export class ImagePatches {
  /** The bordered images of one group of channels, `[images, channels, paddedHeight, paddedWidth]`. */
  readonly data: Float64Array;
  /** Offsets of (channel, kernel y, kernel x) from a patch's first element. */
  readonly kernelOffsets: Int32Array;
  private readonly allPixelOffsets: Int32Array;
  private readonly channels: number;
  private readonly paddedHeight: number;
  private readonly paddedWidth: number;

  /** @param images At most so many images at a time. */
  constructor(
    private readonly pool: BufferPool,
    private readonly geometry: ConvGeometry,
    images: number,
  ) {
    const { kernelHeight, kernelWidth, outHeight, outWidth, dilationHeight, dilationWidth } = geometry;
    const { strideHeight, strideWidth, paddingTop, paddingLeft, inHeight, inWidth } = geometry;
    this.channels = geometry.inChannels / geometry.groups;
    // As much border below and to the right as the last patch reaches into it.
    const reachY = (outHeight - 1) * strideHeight + (kernelHeight - 1) * dilationHeight + 1;
    const reachX = (outWidth - 1) * strideWidth + (kernelWidth - 1) * dilationWidth + 1;
    this.paddedHeight = Math.max(paddingTop + inHeight, reachY);
    this.paddedWidth = Math.max(paddingLeft + inWidth, reachX);
    const row = this.paddedWidth;
    const plane = this.paddedHeight * row;
    this.data = pool.take("float64", images * this.channels * plane) as Float64Array;
    this.data.fill(0);
    this.kernelOffsets = offsetTable(
      pool,
      [this.channels, kernelHeight, kernelWidth],
      [plane, dilationHeight * row, dilationWidth],
    );
    this.allPixelOffsets = offsetTable(
      pool,
      [images, outHeight, outWidth],
      [this.channels * plane, strideHeight * row, strideWidth],
    );
  }

  /** Offsets of the first element of the patch of each output pixel of `images` images. */
  pixelOffsets(images: number): Int32Array {
    return this.allPixelOffsets.subarray(0, images * this.geometry.outHeight * this.geometry.outWidth);
  }

  /** Sets every element to 0, the border too. */
  clear(): void {
    this.data.fill(0);
  }

  /** Copies in `images` images from `first` on, the channels of one group. The border stays as it is. */
  load(x: View, first: number, images: number, group: number): void {
    const source = arrayOf(x);
    const [imageStep, channelStep, rowStep, columnStep] = x.strides;
    const { inHeight, inWidth } = this.geometry;
    const { data } = this;
    for (let i = 0; i < images; i++) {
      for (let c = 0; c < this.channels; c++) {
        const plane = x.offset + (first + i) * imageStep + (group * this.channels + c) * channelStep;
        for (let y = 0; y < inHeight; y++) {
          const to = this.rowStart(i, c, y);
          for (let n = 0, from = plane + y * rowStep; n < inWidth; n++, from += columnStep) data[to + n] = source[from];
        }
      }
    }
  }

  /** Copies the images back without their border, into a row-major `[batch, inChannels, inHeight, inWidth]`. */
  unload(out: TypedArray, first: number, images: number, group: number): void {
    const { inChannels, inHeight, inWidth } = this.geometry;
    const { data } = this;
    for (let i = 0; i < images; i++) {
      for (let c = 0; c < this.channels; c++) {
        const plane = ((first + i) * inChannels + group * this.channels + c) * inHeight;
        for (let y = 0; y < inHeight; y++) {
          const from = this.rowStart(i, c, y);
          const to = (plane + y) * inWidth;
          for (let n = 0; n < inWidth; n++) out[to + n] = data[from + n];
        }
      }
    }
  }

  /** Where row `y` of the image proper begins. */
  private rowStart(image: number, channel: number, y: number): number {
    const { paddingTop, paddingLeft } = this.geometry;
    const row = (image * this.channels + channel) * this.paddedHeight + paddingTop + y;
    return row * this.paddedWidth + paddingLeft;
  }

  /** Gives the scratch back. */
  dispose(): void {
    for (const array of [this.data, this.kernelOffsets, this.allPixelOffsets]) this.pool.give(array);
  }
}
