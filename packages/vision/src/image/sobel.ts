import { conv2d, type Tensor, tensor } from "@lumbre/tensor";
import {
  aFiniteNumber,
  anInteger,
  aTensor,
  bind,
  defineSignature,
  named,
  nullable,
  oneOf,
  required,
} from "@lumbre/tensor/engine";
import { requireMatrix, toUnit } from "./convert.js";
import { type Extension, extend } from "./extend.js";

type SobelMode = "reflect" | "constant" | "nearest" | "mirror" | "wrap";

/** Options of {@link sobel}. */
export interface SobelOptions {
  /** The dimension along which the image is differentiated: 0 for horizontal edges, 1 for vertical ones. Default: both. */
  readonly axis?: number | null;
  /** What lies outside: "reflect", "constant", "nearest", "mirror" or "wrap", as scipy.ndimage has them. Default "reflect". */
  readonly mode?: SobelMode;
  /** The value outside for "constant". Default 0. */
  readonly cval?: number;
}

const signature = defineSignature(
  "sobel",
  required("image", aTensor),
  named("axis", nullable(oneOfAxes()), null),
  named("mode", oneOf("reflect", "constant", "nearest", "mirror", "wrap"), "reflect"),
  named("cval", aFiniteNumber, 0),
);

/* @__NO_SIDE_EFFECTS__ */
function oneOfAxes(): typeof anInteger {
  return {
    ...anInteger,
    description: "0 or 1",
    accepts: (value): value is number => [0, 1, -1, -2].includes(value as number),
  };
}

/**
 * Finds edges by Sobel's filter, as skimage does: the differences along one dimension, smoothed along the other,
 * `[1, 0, -1]` and `[1, 2, 1] / 4`. Without an axis `sqrt((d0^2 + d1^2) / 2)`.
 *
 * Shapes: [H, W], in and out. uint8 becomes float32 from 0 to 1.
 *
 * @param image The image.
 * @param options.axis The dimension along which the image is differentiated: 0 for horizontal edges, 1 for vertical ones.
 *   Default: both.
 * @param options.mode What lies outside: "reflect", "constant", "nearest", "mirror" or "wrap". Default "reflect".
 * @param options.cval The value outside for "constant". Default 0.
 * @throws {ShapeError} for a tensor that is not [H, W].
 * @example
 * const image = tensor([[0, 0, 1], [0, 0, 1], [0, 0, 1]]);
 * sobel(image).at(0); // => tensor([0.0000, 0.7071, 0.7071])
 * sobel(image, { axis: 1 }).at(0); // => tensor([0., 1., 1.])
 * @see https://scikit-image.org/docs/stable/api/skimage.filters.html#skimage.filters.sobel
 */
export function sobel(image: Tensor, options?: SobelOptions): Tensor {
  const [given, axis, mode, cval] = bind(signature, arguments);
  requireMatrix(signature.op, "image", given);
  const extension: Extension = mode === "reflect" ? "symm" : mode;
  const x = extend(toUnit(given), [1, 1], [1, 1], extension, cval).unsqueeze(0).unsqueeze(0);
  if (axis !== null) return differences(x, axis < 0 ? axis + 2 : axis);
  return differences(x, 0).square().add(differences(x, 1).square()).div(2).sqrt();
}

/** conv2d does not turn its kernel: the pixel after, less the one before. */
function differences(x: Tensor, axis: number): Tensor {
  const kernel = tensor(
    [
      [-1, -2, -1],
      [0, 0, 0],
      [1, 2, 1],
    ],
    { dtype: x.dtype, device: x.device },
  ).div(4);
  const weight = axis === 0 ? kernel : kernel.t().contiguous();
  return conv2d(x, weight.unsqueeze(0).unsqueeze(0)).squeeze(0).squeeze(0);
}
