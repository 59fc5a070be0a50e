import { fromTypedArray, type Tensor } from "@lumbre/tensor";
import { oneOf } from "@lumbre/tensor/engine";

/**
 * The channels of an image that is read, by torchvision's names. A function takes the strings as well.
 *
 * - UNCHANGED: those of the file. A palette gives its colours, with alpha where the file has some for them.
 * - GRAY: one, `0.2989 R + 0.587 G + 0.1141 B`.
 * - GRAY_ALPHA: grey and alpha.
 * - RGB: red, green and blue; alpha is left out.
 * - RGB_ALPHA: these and alpha, 255 where the file has none.
 *
 * @example
 * const bytes = encodePng(tensor([[[255]], [[0]], [[0]]], { dtype: "uint8" }));
 * decodePng(bytes, ImageReadMode.GRAY).shape; // => [1, 1, 1]
 * decodePng(bytes, "RGB_ALPHA").flatten(); // => tensor([255,   0,   0, 255], dtype=uint8)
 * @see https://pytorch.org/vision/stable/generated/torchvision.io.ImageReadMode.html
 */
export const ImageReadMode = {
  UNCHANGED: "UNCHANGED",
  GRAY: "GRAY",
  GRAY_ALPHA: "GRAY_ALPHA",
  RGB: "RGB",
  RGB_ALPHA: "RGB_ALPHA",
} as const;

export type ImageReadMode = keyof typeof ImageReadMode;

/** Options of the functions that read images. */
export interface ReadImageOptions {
  /** The channels: "UNCHANGED", "GRAY", "GRAY_ALPHA", "RGB" or "RGB_ALPHA". Default "UNCHANGED". */
  readonly mode?: ImageReadMode;
}

export const aReadMode = oneOf("UNCHANGED", "GRAY", "GRAY_ALPHA", "RGB", "RGB_ALPHA");

/** Pixels row by row, the channels of each side by side: grey, grey and alpha, RGB, or RGB and alpha. */
export interface Pixels {
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

const channelsOf = { GRAY: 1, GRAY_ALPHA: 2, RGB: 3, RGB_ALPHA: 4 } as const;

/**
 * A uint8 tensor [C, H, W] of pixels.
 *
 * @param own How many channels the file has: what "UNCHANGED" gives.
 */
export function toTensor(pixels: Pixels, mode: ImageReadMode, own: number): Tensor {
  const { height, width } = pixels;
  const channels = mode === "UNCHANGED" ? own : channelsOf[mode];
  const size = height * width;
  const out = new Uint8Array(channels * size);
  const colours = channels < 3 ? 1 : 3;
  if (colours === 1 && pixels.channels >= 3) writeGrey(pixels, out);
  else for (let k = 0; k < colours; k++) writePlane(pixels, pixels.channels < 3 ? 0 : k, out, k);
  if (channels > colours) {
    if (pixels.channels % 2 === 1) out.fill(255, colours * size);
    else writePlane(pixels, pixels.channels - 1, out, colours);
  }
  return fromTypedArray(out, [channels, height, width]);
}

function writePlane({ data, channels, height, width }: Pixels, channel: number, out: Uint8Array, plane: number): void {
  const size = height * width;
  for (let i = 0, at = channel, to = plane * size; i < size; i++, at += channels) out[to++] = data[at];
}

/** Weights in units of 2^-15: those of libpng for the two that torchvision gives it, which it does not round. */
function writeGrey({ data, channels, height, width }: Pixels, out: Uint8Array): void {
  for (let i = 0, at = 0; i < height * width; i++, at += channels) {
    out[i] = (data[at] * 9794 + data[at + 1] * 19235 + data[at + 2] * 3739) >> 15;
  }
}
