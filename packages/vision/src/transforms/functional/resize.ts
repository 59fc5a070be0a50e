import { functional as F } from "@lumbre/nn";
import { DTypeError, type Tensor, ValueError } from "@lumbre/tensor";
import {
  aBoolean,
  anIntegerFrom,
  aTensor,
  bind,
  defineSignature,
  isFloat,
  nullable,
  oneOf,
  optional,
  required,
  sizes,
} from "@lumbre/tensor/engine";
import { computeImage, heightAndWidth, imageSize, requireImage, roundHalfToEven } from "./image.js";
import { type Interpolation, resample, tapsFor } from "./resample.js";

/** Options of {@link resize} and of the transform of that name. */
export interface ResizeOptions {
  /** How a pixel is made of those around its point: "nearest", "bilinear" or "bicubic". Default "bilinear". */
  readonly interpolation?: Interpolation;
  /** The most pixels of the longer side, where the size is one number. Default: no bound. */
  readonly maxSize?: number | null;
  /** True to average what falls into one pixel where an image is made smaller; not for "nearest". Default false. */
  readonly antialias?: boolean | null;
}

export const interpolation = optional<Interpolation>(
  "interpolation",
  oneOf("nearest", "bilinear", "bicubic"),
  "bilinear",
);
export const antialias = optional("antialias", nullable(aBoolean), null);
export const resizeParameters = [
  required("size", sizes),
  interpolation,
  optional("maxSize", nullable(anIntegerFrom(1)), null),
  antialias,
] as const;

const signature = defineSignature("resize", required("x", aTensor), ...resizeParameters);

/** How to resize, checked. */
export interface Resizing {
  readonly size: number | readonly number[];
  readonly interpolation: Interpolation;
  readonly maxSize: number | null;
  readonly antialias: boolean;
}

/**
 * Resizes images.
 *
 * Shapes: [..., H, W] -> [..., height, width]. A single number is the shorter side, and the longer one keeps the ratio.
 * The values are torchvision's for tensors; bytes are rounded, so that one may differ by a grey level.
 *
 * @param x Images, [..., H, W].
 * @param size [height, width] in pixels, or the shorter side.
 * @param interpolation "nearest", "bilinear" or "bicubic". Default "bilinear".
 * @param maxSize The most pixels of the longer side, where the size is one number. Default: no bound.
 * @param antialias True to average what falls into one pixel where an image is made smaller, as Pillow does; not for
 *   "nearest". Default false.
 * @throws {ValueError} for a size below 1, a maxSize that is not larger than the shorter side, or that stands beside two
 *   sizes, and antialias of "nearest".
 * @throws {DTypeError} for bools.
 * @example
 * transforms.functional.resize(tensor([[0, 4], [8, 12]]), [1, 4]); // => tensor([[4., 5., 7., 8.]])
 * transforms.functional.resize(zeros(3, 40, 60), 20).shape; // => [3, 20, 30]
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.functional.resize.html
 */
export function resize(
  x: Tensor,
  size: number | readonly number[],
  interpolation?: Interpolation | ResizeOptions,
  maxSize?: number | null | Omit<ResizeOptions, "interpolation">,
  antialias?: boolean | null | Pick<ResizeOptions, "antialias">,
): Tensor {
  const [images, ...settings] = bind(signature, arguments);
  requireImage("resize", images);
  return resizeImages("resize", images, readResizing("resize", ...settings));
}

/** Throws for a way of resizing that there is not. */
export function readResizing(
  op: string,
  size: number | readonly number[],
  interpolation: Interpolation,
  maxSize: number | null,
  antialias: boolean | null,
): Resizing {
  const [side] = heightAndWidth(op, size);
  if (antialias && interpolation === "nearest") {
    throw new ValueError(`${op}: antialias is for "bilinear" and "bicubic", got interpolation "nearest"`);
  }
  if (maxSize !== null && typeof size !== "number" && size.length !== 1) {
    throw new ValueError(`${op}: maxSize is for a size that is one number, the shorter side, got [${size.join(", ")}]`);
  }
  if (maxSize !== null && maxSize <= side) {
    throw new ValueError(
      `${op}: maxSize = ${maxSize} must be strictly greater than the requested size for the smaller edge size = ${side}`,
    );
  }
  return { size, interpolation, maxSize, antialias: antialias ?? false };
}

/** The height and width of images that are resized. */
export function resizedSize(
  { size, maxSize }: Pick<Resizing, "size" | "maxSize">,
  height: number,
  width: number,
): readonly [height: number, width: number] {
  if (typeof size !== "number" && size.length === 2) return [size[0], size[1]];
  let short = typeof size === "number" ? size : size[0];
  let long = Math.trunc((short * Math.max(height, width)) / Math.min(height, width));
  if (maxSize !== null && long > maxSize) [short, long] = [Math.max(Math.trunc((maxSize * short) / long), 1), maxSize];
  return width <= height ? [long, short] : [short, long];
}

/** {@link resize} under the name of another op. */
export function resizeImages(op: string, x: Tensor, resizing: Resizing): Tensor {
  if (x.dtype === "bool") throw new DTypeError(`${op}: expected an image of numbers, got bool; write x.to("uint8")`);
  const { height, width } = imageSize(x);
  const [toHeight, toWidth] = resizedSize(resizing, height, width);
  if (toHeight === height && toWidth === width) return x;
  const { interpolation, antialias } = resizing;
  const shape = [...x.shape.slice(0, -2), toHeight, toWidth];
  if (x.requiresGrad) {
    const images = x.reshape(-1, 1, height, width);
    return F.interpolate(images, [toHeight, toWidth], { mode: interpolation, antialias }).reshape(shape);
  }
  const finish = finisher(x, interpolation);
  // The taps come after the memory, which a size that is too large does not get.
  return computeImage(op, x, shape, x.dtype, (input, output) => {
    const rows = tapsFor(x, height, toHeight, interpolation, antialias);
    const columns = tapsFor(x, width, toWidth, interpolation, antialias);
    resample(input, output, height, width, rows, columns, finish);
  });
}

/** What is done to a value before it is written: integers are rounded, and bytes stay in their range. */
function finisher({ dtype }: Tensor, interpolation: Interpolation): (value: number) => number {
  if (isFloat(dtype)) return (value) => value;
  if (dtype !== "uint8" || interpolation !== "bicubic") return (value) => roundHalfToEven(Math.fround(value));
  return (value) => roundHalfToEven(Math.fround(Math.min(Math.max(value, 0), 255)));
}
