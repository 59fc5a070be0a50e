import type { Tensor } from "@lumbre/tensor";
import { anInteger, anIntegerFrom, aTensor, bind, defineSignature, required, sizes } from "@lumbre/tensor/engine";
import { heightAndWidth, imageSize, requireImage, roundHalfToEven } from "./image.js";
import { padImages } from "./pad.js";

const cropSignature = defineSignature(
  "crop",
  required("x", aTensor),
  required("top", anInteger),
  required("left", anInteger),
  required("height", anIntegerFrom(1)),
  required("width", anIntegerFrom(1)),
);
const centerCropSignature = defineSignature("centerCrop", required("x", aTensor), required("outputSize", sizes));

/**
 * Cuts a rectangle out of images; what it has outside of them is 0.
 *
 * Shapes: [..., H, W] -> [..., height, width].
 *
 * @param x Images, [..., H, W].
 * @param top The row of its upper edge; negative above the image.
 * @param left The column of its left edge; negative left of the image.
 * @param height Its height in pixels, >= 1.
 * @param width Its width in pixels, >= 1.
 * @throws {ShapeError} for fewer than two dimensions.
 * @example
 * transforms.functional.crop(tensor([[1, 2, 3], [4, 5, 6]]), 0, 1, 1, 2); // => tensor([[2., 3.]])
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.functional.crop.html
 */
export function crop(x: Tensor, top: number, left: number, height: number, width: number): Tensor {
  [x, top, left, height, width] = bind(cropSignature, arguments);
  requireImage("crop", x);
  return cropImages(x, top, left, height, width);
}

/** {@link crop} of arguments that were checked. */
export function cropImages(x: Tensor, top: number, left: number, height: number, width: number): Tensor {
  const size = imageSize(x);
  const [right, bottom] = [left + width, top + height];
  if (left >= 0 && top >= 0 && right <= size.width && bottom <= size.height) {
    return x.narrow(-2, top, height).narrow(-1, left, width);
  }
  const sides = { left: -left, top: -top, right: right - size.width, bottom: bottom - size.height };
  // A rectangle that does not touch the image keeps none of it, which no padding of one op can say.
  if (right <= 0 || bottom <= 0 || left >= size.width || top >= size.height) {
    return x.newZeros([...x.shape.slice(0, -2), height, width]);
  }
  return padImages("crop", x, sides, 0, "constant");
}

/**
 * Cuts the middle out of images. An image that is smaller is padded with 0 first.
 *
 * Shapes: [..., H, W] -> [..., height, width].
 *
 * @param x Images, [..., H, W].
 * @param outputSize [height, width] of the result in pixels, or one number for both.
 * @throws {ValueError} for a size below 1.
 * @example
 * transforms.functional.centerCrop(tensor([[1, 2, 3, 4]]), [1, 2]); // => tensor([[2., 3.]])
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.functional.center_crop.html
 */
export function centerCrop(x: Tensor, outputSize: number | readonly number[]): Tensor {
  const [images, size] = bind(centerCropSignature, arguments);
  requireImage("centerCrop", images);
  return centerCropImages(images, heightAndWidth("centerCrop", size, "outputSize"));
}

/** {@link centerCrop} of arguments that were checked. */
export function centerCropImages(x: Tensor, [height, width]: readonly [height: number, width: number]): Tensor {
  const size = imageSize(x);
  const across = Math.max(width - size.width, 0);
  const down = Math.max(height - size.height, 0);
  const sides = {
    left: Math.floor(across / 2),
    top: Math.floor(down / 2),
    right: Math.floor((across + 1) / 2),
    bottom: Math.floor((down + 1) / 2),
  };
  const padded = padImages("centerCrop", x, sides, 0, "constant");
  const top = roundHalfToEven((size.height + down - height) / 2);
  const left = roundHalfToEven((size.width + across - width) / 2);
  return cropImages(padded, top, left, height, width);
}
