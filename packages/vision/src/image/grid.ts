import { DTypeError, ShapeError, stack, Tensor } from "@lumbre/tensor";
import {
  aBoolean,
  aFiniteNumber,
  anIntegerFrom,
  bind,
  defineKind,
  defineSignature,
  formatShape,
  isFloat,
  named,
  nullable,
  optional,
  required,
  requireFits,
} from "@lumbre/tensor/engine";

/** Options of {@link makeGrid}. */
export interface MakeGridOptions {
  /** Images in each row. Default 8. */
  readonly nrow?: number;
  /** Pixels between the images and around them. Default 2. */
  readonly padding?: number;
  /** True to bring the values into the range from 0 to 1. Default false. */
  readonly normalize?: boolean;
  /** What becomes 0 and 1 when normalizing. Default: the smallest and the largest value. */
  readonly valueRange?: readonly [min: number, max: number] | null;
  /** True to normalize each image by its own values. Default false. */
  readonly scaleEach?: boolean;
  /** The value of the pixels between images. Default 0. */
  readonly padValue?: number;
}

/** Images for a grid: a batch, one image, or a list of images of one size. */
export type Images = Tensor | readonly Tensor[];

export const images = defineKind<Images>(
  "a tensor or a list of tensors",
  (value) =>
    value instanceof Tensor ||
    (Array.isArray(value) && value.length > 0 && value.every((image) => image instanceof Tensor)),
);

const valueRange = defineKind<readonly [number, number]>(
  "[min, max], two finite numbers, of which the first is not the larger",
  (value) => Array.isArray(value) && value.length === 2 && value.every(Number.isFinite) && value[0] <= value[1],
);

const nrow = ["nrow", anIntegerFrom(1), 8] as const;
const padding = ["padding", anIntegerFrom(0), 2] as const;
const normalize = ["normalize", aBoolean, false] as const;
const range = ["valueRange", nullable(valueRange), null] as const;
const scaleEach = ["scaleEach", aBoolean, false] as const;
const padValue = ["padValue", aFiniteNumber, 0] as const;

const signature = defineSignature(
  "makeGrid",
  required("tensor", images),
  optional(...nrow),
  optional(...padding),
  optional(...normalize),
  optional(...range),
  optional(...scaleEach),
  optional(...padValue),
);

/** The same by name only, as {@link saveImage} passes them on. */
export const gridOptions = [
  named(...nrow),
  named(...padding),
  named(...normalize),
  named(...range),
  named(...scaleEach),
  named(...padValue),
] as const;

/**
 * Puts images into a grid, row by row, with space between them. Grey images get three channels. Gradients are not
 * recorded.
 *
 * Shapes: [N, C, H, W], [C, H, W], [H, W], or a list of [C, H, W] of one size; out
 * [C, padding + rows (H + padding), padding + nrow (W + padding)], where there are no more columns than images. A single
 * image has no space around it.
 *
 * @param tensor The images.
 * @param nrow Images in each row. Default 8.
 * @param padding Pixels between the images and around them. Default 2.
 * @param normalize True to bring the values into the range from 0 to 1. Default false.
 * @param valueRange What becomes 0 and 1 when normalizing. Default: the smallest and the largest value.
 * @param scaleEach True to normalize each image by its own values. Default false.
 * @param padValue The value of the pixels between images. Default 0.
 * @throws {ShapeError} for tensors of other shapes, and for a list of images of several.
 * @throws {DTypeError} for integers that are to be normalized.
 * @example
 * makeGrid(zeros(10, 3, 32, 32)).shape; // => [3, 70, 274]
 * makeGrid([zeros(1, 2, 2), ones(1, 2, 2)], { nrow: 1, padding: 1, padValue: 0.5 }).at(0, 0); // => tensor([0.5000, 0.5000, 0.5000, 0.5000])
 * @see https://pytorch.org/vision/stable/generated/torchvision.utils.make_grid.html
 */
export function makeGrid(
  tensor: Images,
  nrow?: number | MakeGridOptions,
  padding?: number | Omit<MakeGridOptions, "nrow">,
  normalize?: boolean | Omit<MakeGridOptions, "nrow" | "padding">,
  valueRange?: readonly [min: number, max: number] | null | Omit<MakeGridOptions, "nrow" | "padding" | "normalize">,
  scaleEach?: boolean | Pick<MakeGridOptions, "scaleEach" | "padValue">,
  padValue?: number | Pick<MakeGridOptions, "padValue">,
): Tensor {
  const [given, ...options] = bind(signature, arguments);
  return gridOf(signature.op, given, ...options);
}

/** {@link makeGrid}, whose errors name another function. */
export function gridOf(
  op: string,
  given: Images,
  nrow: number,
  padding: number,
  normalize: boolean,
  valueRange: readonly [number, number] | null,
  scaleEach: boolean,
  padValue: number,
): Tensor {
  let batch = batchOf(op, given);
  if (normalize) batch = normalized(op, batch, valueRange, scaleEach);
  const [count, channels, height, width] = batch.shape;
  if (count === 1) return batch.select(0, 0);
  requireFits(op, batch.dtype, padValue);
  const columns = Math.min(nrow, count);
  const [down, across] = [height + padding, width + padding];
  const grid = batch.newFull(
    [channels, down * Math.ceil(count / columns) + padding, across * columns + padding],
    padValue,
  );
  for (let k = 0; k < count; k++) {
    const [y, x] = [Math.floor(k / columns) * down + padding, (k % columns) * across + padding];
    grid.narrow(1, y, height).narrow(2, x, width).copy_(batch.select(0, k));
  }
  return grid;
}

/** [N, C, H, W] with at least three channels. */
function batchOf(op: string, given: Images): Tensor {
  let x = (Array.isArray(given) ? stackOf(op, given) : (given as Tensor)).detach();
  const { shape } = x;
  if (x.ndim < 2 || x.ndim > 4) {
    throw new ShapeError(`${op}: expected [N, C, H, W], [C, H, W] or [H, W], got ${formatShape(shape)}`);
  }
  if (x.numel() === 0) throw new ShapeError(`${op}: expected images with pixels, got ${formatShape(shape)}`);
  while (x.ndim < 4) x = x.unsqueeze(0);
  return x.shape[1] === 1 ? x.repeat(1, 3, 1, 1) : x;
}

function stackOf(op: string, list: readonly Tensor[]): Tensor {
  const other = list.find((image) => formatShape(image.shape) !== formatShape(list[0].shape));
  if (other === undefined) return stack(list);
  throw new ShapeError(
    `${op}: expected images of one size, got ${formatShape(list[0].shape)} and ${formatShape(other.shape)}`,
  );
}

function normalized(op: string, x: Tensor, range: readonly [number, number] | null, each: boolean): Tensor {
  if (!isFloat(x.dtype)) {
    throw new DTypeError(`${op}: expected floats to normalize, got ${x.dtype}; write x.to("float32")`);
  }
  const scale = (image: Tensor): Tensor => {
    const [low, high] = range ?? [image.min().item() as number, image.max().item() as number];
    return image
      .clamp(low, high)
      .sub(low)
      .div(Math.max(high - low, 1e-5));
  };
  if (!each) return scale(x);
  return stack(Array.from({ length: x.shape[0] }, (_, k) => scale(x.select(0, k))));
}
