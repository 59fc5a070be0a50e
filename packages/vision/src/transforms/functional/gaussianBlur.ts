import { functional as F } from "@lumbre/nn";
import { fromTypedArray, ShapeError, type Tensor, type TypedArray, ValueError } from "@lumbre/tensor";
import {
  aTensor,
  bind,
  defineSignature,
  formatShape,
  isFloat,
  nullable,
  optional,
  required,
  sizes,
} from "@lumbre/tensor/engine";
import { computeImage, imageSize, requireImage, requireLevels, roundHalfToEven } from "./image.js";

/** Options of {@link gaussianBlur}. */
export interface GaussianBlurOptions {
  /** Standard deviation in pixels, > 0, or [horizontal, vertical]. Default: 0.15 of the kernel size, and 0.35. */
  readonly sigma?: number | readonly number[] | null;
}

const signature = defineSignature(
  "gaussianBlur",
  required("x", aTensor),
  required("kernelSize", sizes),
  optional("sigma", nullable(sizes), null),
);

/**
 * Blurs images with a Gaussian kernel; beyond the edge the image is mirrored.
 *
 * Shapes: [..., H, W] -> the same.
 *
 * @param x Images, [..., H, W].
 * @param kernelSize Pixels, odd, or [horizontal, vertical].
 * @param sigma Standard deviation in pixels, > 0, or [horizontal, vertical]. Default: 0.15 of the kernel size, and 0.35.
 * @throws {ValueError} for a kernel size that is not odd, and a standard deviation that is not above 0.
 * @throws {ShapeError} for an image that is smaller than half the kernel.
 * @example
 * transforms.functional.gaussianBlur(tensor([[0, 0, 1, 0, 0]]), [3, 1], 1); // => tensor([[0.0000, 0.2741, 0.4519, 0.2741, 0.0000]])
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.functional.gaussian_blur.html
 */
export function gaussianBlur(
  x: Tensor,
  kernelSize: number | readonly number[],
  sigma?: number | readonly number[] | null | GaussianBlurOptions,
): Tensor {
  const [images, size, deviation] = bind(signature, arguments);
  requireImage("gaussianBlur", images);
  const [across, down] = readKernelSize("gaussianBlur", size);
  const list = deviation === null ? [across * 0.15 + 0.35, down * 0.15 + 0.35] : [deviation].flat();
  if (list.length > 2 || list.length === 0 || !list.every((value) => value > 0 && value < Infinity)) {
    throw new ValueError(
      `gaussianBlur: sigma must be a number > 0 or [horizontal, vertical], got [${list.join(", ")}]`,
    );
  }
  return blurImages("gaussianBlur", images, [across, down], [list[0], list[1] ?? list[0]]);
}

/** The horizontal and vertical size of a kernel. */
export function readKernelSize(op: string, size: number | readonly number[]): readonly [across: number, down: number] {
  const list = typeof size === "number" ? [size, size] : size;
  if (list.length !== 2 || !list.every((value) => Number.isInteger(value) && value > 0 && value % 2 === 1)) {
    throw new ValueError(
      `${op}: kernelSize must be an odd number > 0 or [horizontal, vertical], got ${typeof size === "number" ? size : `[${list.join(", ")}]`}`,
    );
  }
  return [list[0], list[1]];
}

/** {@link gaussianBlur} under the name of another op. */
export function blurImages(
  op: string,
  x: Tensor,
  kernelSize: readonly [across: number, down: number],
  sigma: readonly [across: number, down: number],
): Tensor {
  requireLevels(op, x);
  const { height, width } = imageSize(x);
  const [halfAcross, halfDown] = kernelSize.map((size) => (size - 1) / 2);
  if (halfAcross >= width || halfDown >= height) {
    throw new ShapeError(
      `${op}: a kernel of ${kernelSize.join(" x ")} pixels wants an image of more than ${halfAcross} x ${halfDown}, got ` +
        formatShape(x.shape),
    );
  }
  const rows = kernelOf(kernelSize[1], sigma[1]);
  const columns = kernelOf(kernelSize[0], sigma[0]);
  if (x.requiresGrad) return blurRecorded(x, rows, columns);
  const isInteger = !isFloat(x.dtype);
  return computeImage(op, x, x.shape, x.dtype, (input, output) => {
    const middle = new Float64Array(height * width);
    const result = new Float64Array(height * width);
    for (let plane = 0; plane < input.length; plane += height * width) {
      const image = input.subarray(plane, plane + height * width);
      blurAlong(image, middle, width, height, 1, width, columns);
      blurAlong(middle, result, height, width, width, 1, rows);
      for (let i = 0; i < result.length; i++) {
        output[plane + i] = isInteger ? roundHalfToEven(Math.fround(result[i])) : result[i];
      }
    }
  });
}

/** The same of recorded ops, for images that require a gradient. */
function blurRecorded(x: Tensor, rows: Float64Array, columns: Float64Array): Tensor {
  const { height, width } = imageSize(x);
  const { dtype, device } = x;
  const [down, across] = [(rows.length - 1) / 2, (columns.length - 1) / 2];
  const kernel = (values: Float64Array, shape: readonly number[]): Tensor =>
    fromTypedArray(values, shape, { dtype, device });
  return F.pad(x.reshape(-1, 1, height, width), [across, across, down, down], { mode: "reflect" })
    .conv2d(kernel(columns, [1, 1, 1, columns.length]))
    .conv2d(kernel(rows, [1, 1, rows.length, 1]))
    .reshape([...x.shape]);
}

/** The density of a normal distribution at whole distances from the middle, with the sum 1. */
function kernelOf(size: number, sigma: number): Float64Array {
  const kernel = Float64Array.from({ length: size }, (_, i) => {
    const distance = Math.fround((i - (size - 1) / 2) / sigma);
    return Math.fround(Math.exp(-0.5 * distance * distance));
  });
  const sum = kernel.reduce((total, value) => total + value, 0);
  return kernel.map((value) => Math.fround(value / sum));
}

/** Convolves lines of some length, which lie `step` apart, with elements `stride` apart. */
function blurAlong(
  input: TypedArray,
  output: Float64Array,
  length: number,
  lines: number,
  stride: number,
  step: number,
  kernel: Float64Array,
): void {
  const half = (kernel.length - 1) / 2;
  const mirror = (i: number): number => (i < 0 ? -i : i >= length ? 2 * (length - 1) - i : i);
  const sources = Int32Array.from({ length: length + 2 * half }, (_, i) => mirror(i - half) * stride);
  for (let line = 0; line < lines; line++) {
    const start = line * step;
    for (let i = 0; i < length; i++) {
      let sum = 0;
      for (let k = 0; k < kernel.length; k++) sum += kernel[k] * input[start + sources[i + k]];
      output[start + i * stride] = sum;
    }
  }
}
