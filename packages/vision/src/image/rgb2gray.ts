import type { Tensor } from "@lumbre/tensor";
import { anInteger, aTensor, bind, defineSignature, named, nullable, required } from "@lumbre/tensor/engine";
import { channelDimOf, toUnit } from "./convert.js";

/** Options of {@link rgb2gray}. */
export interface Rgb2GrayOptions {
  /** The dimension of the channels. Default: the one of size 3, -3 as in PyTorch or -1 as in skimage. */
  readonly channelDim?: number | null;
}

const signature = defineSignature("rgb2gray", required("rgb", aTensor), named("channelDim", nullable(anInteger), null));

/**
 * The luminance of a colour image: `0.2125 R + 0.7154 G + 0.0721 B`, with skimage's weights, which are those of the
 * phosphors of today's screens.
 *
 * Shapes: [..., 3, H, W] or [..., H, W, 3]; out [..., H, W]. uint8 becomes float32 from 0 to 1, floats keep their range.
 *
 * @param rgb The image.
 * @param options.channelDim The dimension of the channels. Default: the one of size 3, -3 as in PyTorch or -1 as in
 *   skimage.
 * @throws {ShapeError} for an image without three channels.
 * @throws {ValueError} for one whose channels might be either the first or the last.
 * @example
 * rgb2gray(tensor([[[1]], [[0]], [[0]]])); // => tensor([[0.2125]])
 * rgb2gray(tensor([[[0, 255, 0]]], { dtype: "uint8" })); // => tensor([[0.7154]])
 * @see https://scikit-image.org/docs/stable/api/skimage.color.html#skimage.color.rgb2gray
 */
export function rgb2gray(rgb: Tensor, options?: Rgb2GrayOptions): Tensor {
  const [given, channelDim] = bind(signature, arguments);
  const dim = channelDimOf(signature.op, given, channelDim, [3]);
  const x = toUnit(given);
  const [red, green, blue] = [0, 1, 2].map((k) => x.select(dim, k));
  return red.mul(0.2125).add(green, { alpha: 0.7154 }).add(blue, { alpha: 0.0721 });
}
