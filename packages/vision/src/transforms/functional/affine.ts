import { type Tensor, ValueError } from "@lumbre/tensor";
import {
  aBoolean,
  aFiniteNumber,
  aTensor,
  bind,
  defineSignature,
  nullable,
  numbers,
  optional,
  required,
  sizes,
} from "@lumbre/tensor/engine";
import { imageSize, requireFinite, requireImage } from "./image.js";
import {
  fillOf,
  inverseMatrix,
  type Matrix,
  relativeCenter,
  type WarpInterpolation,
  warpImages,
  warpInterpolation,
} from "./warp.js";

/** Options of {@link affine}. */
export interface AffineOptions {
  /** How a pixel is made of those around its point: "nearest" or "bilinear". Default "nearest". */
  readonly interpolation?: WarpInterpolation;
  /** The value of what lies outside of the image, or one for each channel. Default: 0. */
  readonly fill?: number | readonly number[] | null;
  /** The point [x, y] that stays where it is, in pixels from the upper left corner. Default: the centre. */
  readonly center?: readonly number[] | null;
}

/** Options of {@link rotate}. */
export interface RotateOptions extends AffineOptions {
  /** True to make the result as large as the rotated image. Default false. */
  readonly expand?: boolean;
}

export const fillParameter = optional("fill", nullable(sizes), null);
export const centerParameter = optional("center", nullable(numbers), null);

const affineSignature = defineSignature(
  "affine",
  required("x", aTensor),
  required("angle", aFiniteNumber),
  required("translate", numbers),
  required("scale", aFiniteNumber),
  required("shear", sizes),
  warpInterpolation,
  fillParameter,
  centerParameter,
);

const rotateSignature = defineSignature(
  "rotate",
  required("x", aTensor),
  required("angle", aFiniteNumber),
  warpInterpolation,
  optional("expand", aBoolean, false),
  centerParameter,
  fillParameter,
);

/**
 * Rotates, shifts, scales and shears images, all alike; the centre stays where it is.
 *
 * Shapes: [..., H, W] -> the same.
 *
 * @param x Images, [H, W] or [..., C, H, W].
 * @param angle Degrees of the rotation, clockwise.
 * @param translate Pixels to the right and down.
 * @param scale The factor, > 0.
 * @param shear Degrees of the shears parallel to x and y; one number is that parallel to x.
 * @param interpolation How a pixel is made of those around its point: "nearest" or "bilinear". Default "nearest".
 * @param fill The value of what lies outside of the image, or one for each channel. Default: 0.
 * @param center The point [x, y] that stays where it is, in pixels from the upper left corner. Default: the centre.
 * @throws {ValueError} for a scale that is not above 0, and lists of other lengths.
 * @example
 * const x = tensor([[1, 2, 3]]);
 * transforms.functional.affine(x, 0, [1, 0], 1, 0, { fill: 9 }); // => tensor([[9., 1., 2.]])
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.functional.affine.html
 */
export function affine(
  x: Tensor,
  angle: number,
  translate: readonly number[],
  scale: number,
  shear: number | readonly number[],
  interpolation?: WarpInterpolation | AffineOptions,
  fill?: number | readonly number[] | null | Omit<AffineOptions, "interpolation">,
  center?: readonly number[] | null | Pick<AffineOptions, "center">,
): Tensor {
  const [images, degrees, shift, factor, shears, mode, outside, fixed] = bind(affineSignature, arguments);
  requireImage("affine", images);
  requireFinite("affine", "translate", shift, 2);
  if (factor <= 0) throw new ValueError(`affine: scale must be > 0, got ${factor}`);
  const slants = typeof shears === "number" ? [shears, 0] : shears;
  requireFinite("affine", "shear", slants, 1, 2);
  if (fixed !== null) requireFinite("affine", "center", fixed, 2);
  const slant = [slants[0], slants[1] ?? slants[0]];
  const matrix = inverseMatrix(relativeCenter(fixed, images), degrees, shift, factor, slant);
  return warpImages("affine", images, { matrix, interpolation: mode, fill: fillOf("affine", images, outside) });
}

/**
 * Rotates images.
 *
 * Shapes: [..., H, W] -> the same, or with `expand` as large as the rotated image.
 *
 * @param x Images, [H, W] or [..., C, H, W].
 * @param angle Degrees, counter-clockwise, unlike those of {@link affine}.
 * @param interpolation How a pixel is made of those around its point: "nearest" or "bilinear". Default "nearest".
 * @param expand True to make the result as large as the rotated image. Default false.
 * @param center The point [x, y] that stays where it is, in pixels from the upper left corner. Default: the centre.
 * @param fill The value of what lies outside of the image, or one for each channel. Default: 0.
 * @throws {ValueError} for lists of other lengths.
 * @example
 * transforms.functional.rotate(tensor([[1, 2], [3, 4]]), 90); // => tensor([[2., 4.],
 * //         [1., 3.]])
 * transforms.functional.rotate(zeros(3, 20, 30), 90, { expand: true }).shape; // => [3, 30, 20]
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.functional.rotate.html
 */
export function rotate(
  x: Tensor,
  angle: number,
  interpolation?: WarpInterpolation | RotateOptions,
  expand?: boolean | Omit<RotateOptions, "interpolation">,
  center?: readonly number[] | null | Pick<RotateOptions, "center" | "fill">,
  fill?: number | readonly number[] | null | Pick<RotateOptions, "fill">,
): Tensor {
  const [images, degrees, mode, expands, fixed, outside] = bind(rotateSignature, arguments);
  requireImage("rotate", images);
  if (fixed !== null) requireFinite("rotate", "center", fixed, 2);
  return rotateImages("rotate", images, degrees, mode, expands, fixed, outside);
}

/** {@link rotate} under the name of another op. */
export function rotateImages(
  op: string,
  x: Tensor,
  angle: number,
  interpolation: WarpInterpolation,
  expand: boolean,
  center: readonly number[] | null,
  fill: number | readonly number[] | null,
): Tensor {
  const matrix = rotationMatrix(x, angle, center);
  const { height, width } = imageSize(x);
  const [toHeight, toWidth] = expand ? expandedSize(matrix, height, width) : [height, width];
  return warpImages(op, x, { matrix, interpolation, fill: fillOf(op, x, fill) }, toHeight, toWidth);
}

/** The matrix of a counter-clockwise rotation. */
export function rotationMatrix(
  x: { readonly shape: readonly number[] },
  angle: number,
  center: readonly number[] | null,
): Matrix {
  return inverseMatrix(relativeCenter(center, x), -angle, [0, 0], 1, [0, 0]);
}

/** Height and width of a rotated image, in float32 and without its last digits, as in torchvision. */
function expandedSize(matrix: Matrix, height: number, width: number): readonly [height: number, width: number] {
  const f = Math.fround;
  const [a, b, c, d, e, g] = matrix.map(f);
  const corners = [-0.5, 0.5].flatMap((x) => [-0.5, 0.5].map((y) => [x * width, y * height] as const));
  const extent = (p: number, q: number, r: number, size: number): number => {
    const places = corners.map(([x, y]) => f(f(f(p * x) + f(q * y)) + r));
    const tolerance = f(1e-4);
    const cut = (value: number): number => f(Math.trunc(f(f(value + size * 0.5) / tolerance)) * tolerance);
    return Math.ceil(cut(Math.max(...places))) - Math.floor(cut(Math.min(...places)));
  };
  return [extent(d, e, g, height), extent(a, b, c, width)];
}
