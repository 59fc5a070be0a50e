import { DTypeError, full, GradError, ones, pad, ShapeError, Tensor, where } from "@lumbre/tensor";
import {
  aBoolean,
  aNumber,
  anIntegerFrom,
  aTensor,
  bind,
  defineSignature,
  either,
  formatShape,
  isFloat,
  optional,
  required,
  requireFits,
} from "@lumbre/tensor/engine";
import { imageSize, requireImage } from "./image.js";

/** Options of {@link erase}. */
export interface EraseOptions {
  /** True to write into the image itself. Default false. */
  readonly inplace?: boolean;
}

const signature = defineSignature(
  "erase",
  required("x", aTensor),
  required("i", anIntegerFrom(0)),
  required("j", anIntegerFrom(0)),
  required("h", anIntegerFrom(0)),
  required("w", anIntegerFrom(0)),
  required<Tensor | number>("v", either(aTensor, aNumber)),
  optional("inplace", aBoolean, false),
);

/**
 * Writes a value over a rectangle of images.
 *
 * Shapes: [..., H, W] -> the same.
 *
 * @param x Images, [..., H, W].
 * @param i The rectangle's upper row.
 * @param j Its left column.
 * @param h Its height in pixels.
 * @param w Its width in pixels.
 * @param v The value: a number, or a tensor that broadcasts to [..., h, w].
 * @param inplace True to write into x. Default false.
 * @throws {ShapeError} for a rectangle that is not inside of the image, and a value that does not broadcast.
 * @throws {DTypeError} for a value of floats for an image of integers.
 * @example
 * transforms.functional.erase(ones(2, 3), 0, 1, 1, 2, 7); // => tensor([[1., 7., 7.],
 * //         [1., 1., 1.]])
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.functional.erase.html
 */
export function erase(
  x: Tensor,
  i: number,
  j: number,
  h: number,
  w: number,
  v: Tensor | number,
  inplace?: boolean | EraseOptions,
): Tensor {
  const [images, top, left, height, width, value, isInPlace] = bind(signature, arguments);
  requireImage("erase", images);
  const size = imageSize(images);
  if (top + height > size.height || left + width > size.width) {
    throw new ShapeError(
      `erase: a rectangle of ${height} x ${width} at (${top}, ${left}) is not inside of an image ` +
        formatShape(images.shape),
    );
  }
  return eraseImages("erase", images, top, left, height, width, value, isInPlace);
}

/** {@link erase} under the name of another op. */
export function eraseImages(
  op: string,
  x: Tensor,
  i: number,
  j: number,
  h: number,
  w: number,
  v: Tensor | number,
  inplace: boolean,
): Tensor {
  if (v instanceof Tensor && isFloat(v.dtype) && !isFloat(x.dtype)) {
    throw new DTypeError(
      `${op}: ${x.dtype} cannot hold values of ${v.dtype}; put ToTensor or ConvertImageDtype before it`,
    );
  }
  if (x.requiresGrad || (v instanceof Tensor && v.requiresGrad)) {
    if (!inplace) return eraseRecorded(x, i, j, h, w, v);
    throw new GradError(
      `${op}: an image cannot be written into where a gradient is required; write { inplace: false }`,
    );
  }
  if (typeof v === "number") requireFits(op, x.dtype, v);
  const image = inplace ? x : x.clone();
  const region = image.narrow(-2, i, h).narrow(-1, j, w);
  if (v instanceof Tensor) region.copy_(v.to(x.dtype));
  else region.fill_(v);
  return image;
}

/** The same by recorded ops. */
function eraseRecorded(x: Tensor, i: number, j: number, h: number, w: number, v: Tensor | number): Tensor {
  const { height, width } = imageSize(x);
  const sides = [j, width - j - w, i, height - i - h];
  const { dtype, device } = x;
  const value = v instanceof Tensor ? v.to(dtype) : full([], v, { dtype, device });
  const erased = pad(value.expand([...x.shape.slice(0, -2), h, w]), sides);
  return where(pad(ones(h, w, { dtype: "bool", device }), sides), erased, x);
}
