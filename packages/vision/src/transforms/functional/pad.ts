import { fromTypedArray, pad as padTensor, ShapeError, type Tensor, ValueError } from "@lumbre/tensor";
import {
  aNumber,
  aTensor,
  bind,
  defineSignature,
  formatShape,
  oneOf,
  optional,
  required,
  sizes,
} from "@lumbre/tensor/engine";
import { imageSize, requireImage } from "./image.js";

/**
 * How what is added around an image is filled: with a constant, the edge's pixels, or the image mirrored, without
 * repeating the edge ("reflect") or with it ("symmetric").
 */
export type PaddingMode = "constant" | "edge" | "reflect" | "symmetric";

/** One number for all sides, two for left and right and for top and bottom, or left, top, right and bottom. */
export type Padding =
  | number
  | readonly [all: number]
  | readonly [horizontal: number, vertical: number]
  | readonly [left: number, top: number, right: number, bottom: number];

/** Options of {@link pad} and of the transform of that name. */
export interface PadOptions {
  /** The value of what is added, in the mode "constant". Default 0. */
  readonly fill?: number;
  /** How what is added is filled: "constant", "edge", "reflect" or "symmetric". Default "constant". */
  readonly paddingMode?: PaddingMode;
}

/** Pixels added on each side; negative ones are cut off. */
export interface Sides {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export const paddingMode = oneOf("constant", "edge", "reflect", "symmetric");

/** The parameters of how to pad. */
export const padParameters = [
  optional("fill", aNumber, 0),
  optional<PaddingMode>("paddingMode", paddingMode, "constant"),
] as const;

const signature = defineSignature("pad", required("x", aTensor), required("padding", sizes), ...padParameters);

/** Padding on each side, from one, two or four numbers. */
export function readPadding(op: string, padding: number | readonly number[]): Sides {
  const list = typeof padding === "number" ? [padding] : padding;
  if (![1, 2, 4].includes(list.length)) {
    throw new ValueError(
      `${op}: padding must be a number, [horizontal, vertical] or [left, top, right, bottom], got [${list.join(", ")}]`,
    );
  }
  const odd = list.find((value) => !Number.isInteger(value));
  if (odd !== undefined) throw new ValueError(`${op}: padding must be whole pixels, got ${odd}`);
  const [left, top = left, right = left, bottom = top] = list;
  return { left, top, right, bottom };
}

/**
 * Adds pixels around images. Negative padding cuts them off.
 *
 * Shapes: [..., H, W] -> [..., H + top + bottom, W + left + right].
 *
 * @param x Images, [..., H, W].
 * @param padding Pixels: a number for all sides, [horizontal, vertical], or [left, top, right, bottom].
 * @param fill The value of what is added, in the mode "constant". Default 0.
 * @param paddingMode How what is added is filled: "constant", "edge" (the outermost pixel), "reflect" (mirrored, without
 *   the edge) or "symmetric" (mirrored, with it). Default "constant".
 * @throws {ValueError} for padding that is not one, two or four whole numbers.
 * @throws {ShapeError} for padding that leaves nothing, or that is wider than what is mirrored.
 * @example
 * transforms.functional.pad(tensor([[1, 2]]), [1, 0]); // => tensor([[0., 1., 2., 0.]])
 * transforms.functional.pad(tensor([[1, 2]]), [2, 0], { paddingMode: "symmetric" }); // => tensor([[2., 1., 1., 2., 2., 1.]])
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.functional.pad.html
 */
export function pad(
  x: Tensor,
  padding: Padding,
  fill?: number | PadOptions,
  paddingMode?: PaddingMode | Omit<PadOptions, "fill">,
): Tensor {
  const [images, given, value, mode] = bind(signature, arguments);
  requireImage("pad", images);
  return padImages("pad", images, readPadding("pad", given), value, mode);
}

/** {@link pad} under the name of another op. */
export function padImages(op: string, x: Tensor, sides: Sides, fill: number, mode: PaddingMode): Tensor {
  const { left, top, right, bottom } = sides;
  if (left === 0 && top === 0 && right === 0 && bottom === 0) return x;
  const { height, width } = imageSize(x);
  requirePadding(op, x, mode, height, top, bottom);
  requirePadding(op, x, mode, width, left, right);
  // It has the memory first, which padding that is too large does not get.
  if (mode === "constant") return padTensor(x, [left, right, top, bottom], { value: fill });
  const rows = sourceIndices(op, x, mode, height, top, bottom);
  const columns = sourceIndices(op, x, mode, width, left, right);
  const index = (places: Int32Array): Tensor => fromTypedArray(places, [places.length], { device: x.device });
  return x.indexSelect(-2, index(rows)).indexSelect(-1, index(columns));
}

/** Throws for padding of a dimension that leaves nothing, or that a mode does not have. */
function requirePadding(
  op: string,
  x: { readonly shape: readonly number[] },
  mode: PaddingMode,
  size: number,
  before: number,
  after: number,
): void {
  const most = mode === "reflect" ? size - 1 : mode === "symmetric" ? size : Infinity;
  if (before + size + after < 1) {
    throw new ShapeError(`${op}: padding of ${before} and ${after} leaves nothing of an image ${formatShape(x.shape)}`);
  }
  if (before + size + after >= 2 ** 31) {
    throw new ShapeError(
      `${op}: padding of ${before} and ${after} makes too large an image of one of shape ${formatShape(x.shape)}`,
    );
  }
  if (Math.max(before, after) > most) {
    throw new ShapeError(
      `${op}: expected padding of at most ${most} in the mode "${mode}" for an image ${formatShape(x.shape)}, got ` +
        `${Math.max(before, after)}; "edge" and "constant" take any`,
    );
  }
}

/** For each index of a padded dimension that of the image it is taken from; -1 for the fill. */
export function sourceIndices(
  op: string,
  x: { readonly shape: readonly number[] },
  mode: PaddingMode,
  size: number,
  before: number,
  after: number,
): Int32Array {
  requirePadding(op, x, mode, size, before, after);
  const source = sources[mode];
  return Int32Array.from({ length: before + size + after }, (_, i) => source(i - before, size));
}

const sources: Readonly<Record<PaddingMode, (i: number, size: number) => number>> = {
  constant: (i, size) => (i >= 0 && i < size ? i : -1),
  edge: (i, size) => Math.min(Math.max(i, 0), size - 1),
  reflect: (i, size) => (i < 0 ? -i : i >= size ? 2 * (size - 1) - i : i),
  symmetric: (i, size) => (i < 0 ? -i - 1 : i >= size ? 2 * size - 1 - i : i),
};
