import { DTypeError, ShapeError, type Tensor, type TypedArray, ValueError, where } from "@lumbre/tensor";
import {
  aFiniteNumber,
  aNumberFrom,
  anInteger,
  aTensor,
  bind,
  defineSignature,
  formatShape,
  isFloat,
  required,
} from "@lumbre/tensor/engine";
import { blend } from "./color.js";
import { blendTensors, smoothTensor, stretchTensor } from "./colorOps.js";
import { computeImage, imageSize, largestLevel, requireChannels, requireImage, requireLevels } from "./image.js";

const f = Math.fround;
const x = required("x", aTensor);
const invertSignature = defineSignature("invert", x);
const posterizeSignature = defineSignature("posterize", x, required("bits", anInteger));
const solarizeSignature = defineSignature("solarize", x, required("threshold", aFiniteNumber));
const sharpnessSignature = defineSignature("adjustSharpness", x, required("sharpnessFactor", aNumberFrom(0)));
const autocontrastSignature = defineSignature("autocontrast", x);
const equalizeSignature = defineSignature("equalize", x);

/** Throws unless images have 1 or 3 channels of grey levels. */
function requireTones(op: string, image: Tensor): void {
  requireImage(op, image);
  requireLevels(op, image);
  if (image.ndim < 3) {
    throw new ShapeError(`${op}: expected images [..., C, H, W] with 1 or 3 channels, got ${formatShape(image.shape)}`);
  }
  requireChannels(op, image);
}

/** Throws unless images are of uint8, with 1 or 3 channels. */
export function requireBytes(op: string, image: Tensor): void {
  requireTones(op, image);
  if (image.dtype === "uint8") return;
  throw new DTypeError(`${op}: expected a uint8 image, got ${image.dtype}; write convertImageDtype(x, "uint8")`);
}

/**
 * Inverts the levels of images: black becomes white.
 *
 * @param x Images with 1 or 3 channels, [..., C, H, W].
 * @throws {ShapeError} for other channels.
 * @example
 * transforms.functional.invert(tensor([[[0, 0.25]]])); // => tensor([[[1.0000, 0.7500]]])
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.functional.invert.html
 */
export function invert(x: Tensor): Tensor {
  [x] = bind(invertSignature, arguments);
  requireTones("invert", x);
  return x.rsub(largestLevel(x));
}

/**
 * Leaves each level its highest bits.
 *
 * @param x Images of uint8 with 1 or 3 channels, [..., C, H, W].
 * @param bits How many bits are kept, 0 to 8.
 * @throws {ValueError} for other numbers of bits.
 * @throws {DTypeError} for other dtypes.
 * @example
 * transforms.functional.posterize(tensor([[[1, 130, 255]]], { dtype: "uint8" }), 2); // => tensor([[[  0, 128, 192]]], dtype=uint8)
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.functional.posterize.html
 */
export function posterize(x: Tensor, bits: number): Tensor {
  [x, bits] = bind(posterizeSignature, arguments);
  requireBits("posterize", bits);
  requireBytes("posterize", x);
  const mask = -(2 ** (8 - bits));
  return mapLevels("posterize", x, (level) => level & mask);
}

/** Throws unless a byte has that many bits. */
export function requireBits(op: string, bits: number): void {
  if (!(bits >= 0 && bits <= 8)) throw new ValueError(`${op}: bits must be between 0 and 8, got ${bits}`);
}

/**
 * Inverts the levels from a threshold on.
 *
 * @param x Images with 1 or 3 channels, [..., C, H, W].
 * @param threshold The level from which on they are inverted, at most 255 of bytes and 1 of floats.
 * @throws {ValueError} for a threshold above the largest level.
 * @throws {ShapeError} for other channels.
 * @example
 * transforms.functional.solarize(tensor([[[0.25, 0.75]]]), 0.5); // => tensor([[[0.2500, 0.2500]]])
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.functional.solarize.html
 */
export function solarize(x: Tensor, threshold: number): Tensor {
  [x, threshold] = bind(solarizeSignature, arguments);
  requireTones("solarize", x);
  const most = largestLevel(x);
  if (!(threshold <= most)) {
    throw new ValueError(`solarize: threshold must be at most ${most} for ${x.dtype}, got ${threshold}`);
  }
  if (x.requiresGrad) return where(x.ge(threshold), x.rsub(1), x);
  const bound = x.dtype === "float32" ? f(threshold) : threshold;
  return mapLevels("solarize", x, (level) => (level >= bound ? most - level : level));
}

function mapLevels(op: string, image: Tensor, change: (level: number) => number): Tensor {
  return computeImage(op, image, image.shape, image.dtype, (input, output) => {
    for (let i = 0; i < input.length; i++) output[i] = change(input[i]);
  });
}

/**
 * Makes images sharper or blurs them.
 *
 * @param x Images with 1 or 3 channels, [..., C, H, W].
 * @param sharpnessFactor The factor, >= 0: 0 is blurred, 1 the image itself, 2 sharper.
 * @throws {ValueError} for a negative factor.
 * @throws {ShapeError} for other channels.
 * @example
 * const dot = tensor([[[0, 0, 0], [0, 1, 0], [0, 0, 0]]]);
 * transforms.functional.adjustSharpness(dot, 0).select(1, 1); // => tensor([[0.0000, 0.3846, 0.0000]])
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.functional.adjust_sharpness.html
 */
export function adjustSharpness(x: Tensor, sharpnessFactor: number): Tensor {
  [x, sharpnessFactor] = bind(sharpnessSignature, arguments);
  requireImage("adjustSharpness", x);
  requireLevels("adjustSharpness", x);
  requireChannels("adjustSharpness", x);
  const { height, width } = imageSize(x);
  if (height <= 2 || width <= 2) return x;
  if (x.requiresGrad) return blendTensors(x, smoothTensor(x), sharpnessFactor);
  const isByte = !isFloat(x.dtype);
  return blend("adjustSharpness", x, sharpnessFactor, (input) => {
    const blurred = smooth(input, height, width, isByte);
    return (at) => blurred[at];
  });
}

/** Each pixel that has eight neighbours becomes its mean with them, of which it counts five times; the edge stays. */
function smooth(input: TypedArray, height: number, width: number, isByte: boolean): TypedArray {
  const output = input.slice();
  const kernel = [1, 1, 1, 1, 5, 1, 1, 1, 1].map((weight) => f(weight / 13));
  const size = height * width;
  for (let plane = 0; plane < input.length; plane += size) {
    for (let y = 1; y < height - 1; y++) {
      for (let x = 1; x < width - 1; x++) {
        let sum = 0;
        for (let k = 0; k < 9; k++) {
          sum += kernel[k] * input[plane + (y + Math.floor(k / 3) - 1) * width + x + (k % 3) - 1];
        }
        output[plane + y * width + x] = isByte ? Math.round(sum) : sum;
      }
    }
  }
  return output;
}

/**
 * Stretches the levels of each channel over the whole range.
 *
 * @param x Images with 1 or 3 channels, [..., C, H, W].
 * @throws {ShapeError} for other channels.
 * @example
 * transforms.functional.autocontrast(tensor([[[0.25, 0.5, 0.75]]])); // => tensor([[[0.0000, 0.5000, 1.0000]]])
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.functional.autocontrast.html
 */
export function autocontrast(x: Tensor): Tensor {
  [x] = bind(autocontrastSignature, arguments);
  requireTones("autocontrast", x);
  if (x.requiresGrad) return stretchTensor(x);
  const { height, width } = imageSize(x);
  const most = largestLevel(x);
  return computeImage("autocontrast", x, x.shape, x.dtype, (input, output) => {
    const size = height * width;
    for (let plane = 0; plane < input.length; plane += size) {
      stretch(input.subarray(plane, plane + size), output.subarray(plane, plane + size), most);
    }
  });
}

function stretch(input: TypedArray, output: TypedArray, most: number): void {
  let least = Infinity;
  let largest = -Infinity;
  for (const level of input) {
    if (level < least) least = level;
    if (level > largest) largest = level;
  }
  const scale = f(most / f(largest - least));
  // A channel of one level stays as it is.
  const [from, by] = Number.isFinite(scale) ? [least, scale] : [0, 1];
  for (let i = 0; i < input.length; i++) {
    const value = Math.min(Math.max(f(f(input[i] - from) * by), 0), most);
    output[i] = most === 255 ? Math.trunc(value) : value;
  }
}

/**
 * Equalises the histogram of each channel, so that all levels are about equally frequent.
 *
 * @param x Images of uint8 with 1 or 3 channels, [..., C, H, W].
 * @throws {ShapeError} for other channels.
 * @throws {DTypeError} for other dtypes.
 * @example
 * const x = tensor([10, 20]).repeatInterleave(300).reshape(1, 20, 30).to("uint8");
 * const y = transforms.functional.equalize(x);
 * [y.min().item(), y.max().item()]; // => [0, 255]
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.functional.equalize.html
 */
export function equalize(x: Tensor): Tensor {
  [x] = bind(equalizeSignature, arguments);
  requireBytes("equalize", x);
  const { height, width } = imageSize(x);
  return computeImage("equalize", x, x.shape, x.dtype, (input, output) => {
    const size = height * width;
    for (let plane = 0; plane < input.length; plane += size) {
      const levels = equalizedLevels(input.subarray(plane, plane + size));
      for (let i = plane; i < plane + size; i++) output[i] = levels === null ? input[i] : levels[input[i]];
    }
  });
}

/** What each level becomes, or null where all stay as they are. */
function equalizedLevels(input: TypedArray): Uint8Array | null {
  const counts = new Int32Array(256);
  for (const level of input) counts[level]++;
  const last = counts.findLastIndex((count) => count > 0);
  const step = Math.floor((input.length - counts[last]) / 255);
  if (step === 0) return null;
  const levels = new Uint8Array(256);
  let sum = Math.floor(step / 2);
  for (let level = 0; level < 256; level++) {
    levels[level] = Math.min(Math.floor(sum / step), 255);
    sum += counts[level];
  }
  levels[0] = 0;
  return levels;
}
