import type { Tensor } from "@lumbre/tensor";
import { aTensor, bind, defineSignature, required } from "@lumbre/tensor/engine";
import { requireImage } from "./image.js";

const hflipSignature = defineSignature("hflip", required("x", aTensor));
const vflipSignature = defineSignature("vflip", required("x", aTensor));

/**
 * Mirrors images left to right.
 *
 * @param x Images, [..., H, W].
 * @throws {ShapeError} for fewer than two dimensions.
 * @example
 * transforms.functional.hflip(tensor([[1, 2, 3]])); // => tensor([[3., 2., 1.]])
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.functional.hflip.html
 */
export function hflip(x: Tensor): Tensor {
  [x] = bind(hflipSignature, arguments);
  requireImage("hflip", x);
  return x.flip(-1);
}

/**
 * Mirrors images top to bottom.
 *
 * @param x Images, [..., H, W].
 * @throws {ShapeError} for fewer than two dimensions.
 * @example
 * transforms.functional.vflip(tensor([[1], [2]])); // => tensor([[2.],
 * //         [1.]])
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.functional.vflip.html
 */
export function vflip(x: Tensor): Tensor {
  [x] = bind(vflipSignature, arguments);
  requireImage("vflip", x);
  return x.flip(-2);
}
