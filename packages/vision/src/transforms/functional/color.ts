import { ShapeError, type Tensor, type TypedArray } from "@lumbre/tensor";
import {
  aFiniteNumber,
  aNumberBetween,
  aNumberFrom,
  aTensor,
  bind,
  defineKind,
  defineSignature,
  formatShape,
  isFloat,
  optional,
  required,
} from "@lumbre/tensor/engine";
import { blendTensors, grayTensor, shiftHue } from "./colorOps.js";
import { hsvToRgb, rgbToHsv } from "./hsv.js";
import { computeImage, imageSize, largestLevel, requireChannels, requireImage, requireLevels } from "./image.js";

const f = Math.fround;

/* @__NO_SIDE_EFFECTS__ */
function adjustSignature(op: string, factor: string) {
  return defineSignature(op, required("x", aTensor), required(factor, aNumberFrom(0)));
}

const brightnessSignature = adjustSignature("adjustBrightness", "brightnessFactor");
const contrastSignature = adjustSignature("adjustContrast", "contrastFactor");
const saturationSignature = adjustSignature("adjustSaturation", "saturationFactor");
const hueSignature = defineSignature(
  "adjustHue",
  required("x", aTensor),
  required("hueFactor", aNumberBetween(-0.5, 0.5)),
);
const gammaSignature = defineSignature(
  "adjustGamma",
  required("x", aTensor),
  required("gamma", aNumberFrom(0)),
  optional("gain", aFiniteNumber, 1),
);

export const oneOrThree = defineKind<1 | 3>("1 or 3", (value) => value === 1 || value === 3);

const graySignature = defineSignature(
  "rgbToGrayscale",
  required("x", aTensor),
  optional("numOutputChannels", oneOrThree, 1),
);

/** Throws unless images may have their colours changed. */
function requireColors(op: string, x: Tensor): void {
  requireImage(op, x);
  requireLevels(op, x);
  requireChannels(op, x);
}

/**
 * Makes images brighter or darker: each level is multiplied by a factor.
 *
 * @param x Images with 1 or 3 channels, [..., C, H, W].
 * @param brightnessFactor The factor, >= 0: 0 is black, 1 the image itself, 2 twice as bright.
 * @throws {ValueError} for a negative factor.
 * @throws {ShapeError} for other channels.
 * @example
 * transforms.functional.adjustBrightness(tensor([[[0.25, 0.75]]]), 2); // => tensor([[[0.5000, 1.0000]]])
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.functional.adjust_brightness.html
 */
export function adjustBrightness(x: Tensor, brightnessFactor: number): Tensor {
  [x, brightnessFactor] = bind(brightnessSignature, arguments);
  requireColors("adjustBrightness", x);
  if (x.requiresGrad) return blendTensors(x, 0, brightnessFactor);
  return blend("adjustBrightness", x, brightnessFactor, () => () => 0);
}

/**
 * Makes the contrast of images larger or smaller: each level's distance from the mean grey is multiplied by a factor.
 *
 * @param x Images with 1 or 3 channels, [..., C, H, W].
 * @param contrastFactor The factor, >= 0: 0 is grey, 1 the image itself, 2 twice the contrast.
 * @throws {ValueError} for a negative factor.
 * @throws {ShapeError} for other channels.
 * @example
 * transforms.functional.adjustContrast(tensor([[[0.25, 0.75]]]), 0); // => tensor([[[0.5000, 0.5000]]])
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.functional.adjust_contrast.html
 */
export function adjustContrast(x: Tensor, contrastFactor: number): Tensor {
  [x, contrastFactor] = bind(contrastSignature, arguments);
  requireColors("adjustContrast", x);
  if (x.requiresGrad) return blendTensors(x, grayTensor(x).mean([-3, -2, -1], true), contrastFactor);
  const { channels, height, width } = imageSize(x);
  const size = channels * height * width;
  return blend("adjustContrast", x, contrastFactor, (input) => {
    const gray = channels === 1 ? input : grayLevels(input, height * width, !isFloat(x.dtype));
    const each = size / channels;
    const means = Array.from({ length: input.length / size }, (_, i) => mean(gray, i * each, each));
    return (at) => means[Math.floor(at / size)];
  });
}

/**
 * Makes colours stronger or weaker: each level's distance from the pixel's grey is multiplied by a factor.
 *
 * @param x Images with 1 or 3 channels, [..., C, H, W]; grey ones stay as they are.
 * @param saturationFactor The factor, >= 0: 0 is grey, 1 the image itself, 2 twice as colourful.
 * @throws {ValueError} for a negative factor.
 * @throws {ShapeError} for other channels.
 * @example
 * const red = tensor([[[1]], [[0]], [[0]]]);
 * transforms.functional.adjustSaturation(red, 0).flatten(); // => tensor([0.2989, 0.2989, 0.2989])
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.functional.adjust_saturation.html
 */
export function adjustSaturation(x: Tensor, saturationFactor: number): Tensor {
  [x, saturationFactor] = bind(saturationSignature, arguments);
  requireColors("adjustSaturation", x);
  const { channels, height, width } = imageSize(x);
  if (channels === 1) return x;
  if (x.requiresGrad) return blendTensors(x, grayTensor(x), saturationFactor);
  const size = height * width;
  return blend("adjustSaturation", x, saturationFactor, (input) => {
    const gray = grayLevels(input, size, !isFloat(x.dtype));
    return (at) => gray[Math.floor(at / (3 * size)) * size + (at % size)];
  });
}

/**
 * Shifts the hues of images round the circle of colours.
 *
 * @param x Images with 1 or 3 channels, [..., C, H, W]; grey ones stay as they are.
 * @param hueFactor The shift as a part of the circle, -0.5 to 0.5: 0 is the image itself, 0.5 gives complementary colours.
 * @throws {ValueError} for a shift that is not between -0.5 and 0.5.
 * @throws {ShapeError} for other channels.
 * @example
 * const red = tensor([[[1]], [[0]], [[0]]]);
 * transforms.functional.adjustHue(red, 0.5).flatten(); // => tensor([0., 1., 1.])
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.functional.adjust_hue.html
 */
export function adjustHue(x: Tensor, hueFactor: number): Tensor {
  [x, hueFactor] = bind(hueSignature, arguments);
  requireColors("adjustHue", x);
  const { channels, height, width } = imageSize(x);
  if (channels === 1) return x;
  if (x.requiresGrad) return shiftHue(x, hueFactor);
  const size = height * width;
  const isByte = x.dtype === "uint8";
  return computeImage("adjustHue", x, x.shape, x.dtype, (input, output) => {
    const color = new Float32Array(3);
    for (let image = 0; image < input.length; image += 3 * size) {
      for (let at = image; at < image + size; at++) {
        for (let k = 0; k < 3; k++) color[k] = isByte ? input[at + k * size] / 255 : input[at + k * size];
        rgbToHsv(color);
        const hue = f(color[0] + f(hueFactor));
        color[0] = f(hue - Math.floor(hue));
        hsvToRgb(color);
        for (let k = 0; k < 3; k++) output[at + k * size] = isByte ? Math.trunc(f(color[k] * 255)) : color[k];
      }
    }
  });
}

/** Options of {@link adjustGamma}. */
export interface AdjustGammaOptions {
  /** A factor. Default 1. */
  readonly gain?: number;
}

/**
 * Corrects the gamma of images: `gain * x^gamma`, of levels from 0 to 1.
 *
 * @param x Images with 1 or 3 channels, [..., C, H, W].
 * @param gamma The exponent, >= 0: above 1 shadows get darker, below 1 brighter.
 * @param gain A factor. Default 1.
 * @throws {ValueError} for a negative gamma.
 * @throws {ShapeError} for other channels.
 * @example
 * transforms.functional.adjustGamma(tensor([[[0.5, 1]]]), 2); // => tensor([[[0.2500, 1.0000]]])
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.functional.adjust_gamma.html
 */
export function adjustGamma(x: Tensor, gamma: number, gain?: number | AdjustGammaOptions): Tensor {
  const [images, exponent, factor] = bind(gammaSignature, arguments);
  requireColors("adjustGamma", images);
  if (images.requiresGrad) return images.pow(exponent).mul(factor).clamp(0, 1);
  const isByte = images.dtype === "uint8";
  return computeImage("adjustGamma", images, images.shape, images.dtype, (input, output) => {
    for (let i = 0; i < input.length; i++) {
      const level = isByte ? f(input[i] / 255) : input[i];
      const value = Math.min(Math.max(f(factor * f(level ** exponent)), 0), 1);
      // As convertImageDtype makes bytes of floats.
      output[i] = isByte ? Math.trunc(f(value * f(255 + 1 - 1e-3))) : value;
    }
  });
}

/** Options of {@link rgbToGrayscale} and of Grayscale. */
export interface GrayscaleOptions {
  /** Channels of the result, 1 or 3 equal ones. Default 1. */
  readonly numOutputChannels?: 1 | 3;
}

/**
 * Makes colour images grey: `0.2989 R + 0.587 G + 0.114 B`.
 *
 * Shapes: [..., C, H, W] with C = 1 or 3 -> [..., numOutputChannels, H, W].
 *
 * @param x Images with 1 or 3 channels.
 * @param numOutputChannels Channels of the result, 1 or 3 equal ones. Default 1.
 * @throws {ShapeError} for other channels.
 * @example
 * transforms.functional.rgbToGrayscale(tensor([[[1]], [[0.5]], [[0]]])); // => tensor([[[0.5924]]])
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.functional.rgb_to_grayscale.html
 */
export function rgbToGrayscale(x: Tensor, numOutputChannels?: 1 | 3 | GrayscaleOptions): Tensor {
  const [images, count] = bind(graySignature, arguments);
  requireImage("rgbToGrayscale", images);
  return grayImages("rgbToGrayscale", images, count);
}

/** {@link rgbToGrayscale} under the name of another op. */
export function grayImages(op: string, x: Tensor, count: number): Tensor {
  if (x.ndim < 3) {
    throw new ShapeError(`${op}: expected images [..., C, H, W] with 1 or 3 channels, got ${formatShape(x.shape)}`);
  }
  requireLevels(op, x);
  requireChannels(op, x);
  const { channels, height, width } = imageSize(x);
  const size = height * width;
  const shape = [...x.shape.slice(0, -3), count, height, width];
  if (x.requiresGrad) return grayTensor(x).expand(shape);
  return computeImage(op, x, shape, x.dtype, (input, output) => {
    const gray = channels === 1 ? input : grayLevels(input, size, !isFloat(x.dtype));
    for (let plane = 0; plane < output.length / size; plane++) {
      const from = Math.floor(plane / count) * size;
      output.set(gray.subarray(from, from + size), plane * size);
    }
  });
}

/** The grey levels of colour images, whose planes have a size. */
function grayLevels(input: TypedArray, size: number, isByte: boolean): TypedArray {
  const gray = new (input.constructor as new (length: number) => TypedArray)(input.length / 3);
  const [red, green, blue] = [f(0.2989), f(0.587), f(0.114)];
  for (let image = 0, at = 0; image < input.length; image += 3 * size) {
    for (let i = image; i < image + size; i++, at++) {
      const value = f(f(f(red * input[i]) + f(green * input[i + size])) + f(blue * input[i + 2 * size]));
      gray[at] = isByte ? Math.trunc(value) : value;
    }
  }
  return gray;
}

function mean(values: TypedArray, start: number, count: number): number {
  let sum = 0;
  for (let i = start; i < start + count; i++) sum += values[i];
  return f(sum / count);
}

/** `ratio x + (1 - ratio) y`, held within the levels; y is made from the input, by index. */
export function blend(
  op: string,
  x: Tensor,
  ratio: number,
  make: (input: TypedArray) => (at: number) => number,
): Tensor {
  const most = largestLevel(x);
  const isByte = most === 255;
  return computeImage(op, x, x.shape, x.dtype, (input, output) => {
    const other = make(input);
    const [own, rest] = [f(ratio), f(1 - ratio)];
    for (let i = 0; i < input.length; i++) {
      const value = Math.min(Math.max(f(f(own * input[i]) + f(rest * other(i))), 0), most);
      output[i] = isByte ? Math.trunc(value) : value;
    }
  });
}
