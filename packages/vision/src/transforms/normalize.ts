import type { Tensor } from "@lumbre/tensor";
import { aTensor, bind, defineSignature, required } from "@lumbre/tensor/engine";
import { BaseTransform } from "./baseTransform.js";
import {
  type NormalizeOptions,
  normalizeImages,
  normalizeParameters,
  requireStatistics,
} from "./functional/normalize.js";

const signature = defineSignature("Normalize", ...normalizeParameters);
const forwardSignature = defineSignature("Normalize", required("x", aTensor));

/**
 * Brings each channel to mean 0 and standard deviation 1: `(x - mean[c]) / std[c]`.
 *
 * Shapes: [..., C, H, W] -> the same.
 *
 * @throws {ValueError} for a standard deviation that is not above 0.
 * @throws {ShapeError} for an input with other channels.
 * @throws {DTypeError} for an input that is not of a float dtype; see {@link ToTensor}.
 * @example
 * new transforms.Normalize([0.5], [0.25])(tensor([[[0.5, 1]]])); // => tensor([[[0., 2.]]])
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.Normalize.html
 */
export class Normalize extends BaseTransform<Tensor, Tensor> {
  static override readonly name: string = "Normalize";

  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly inplace: boolean;
  /** @internal */
  readonly isPixelwise: boolean;

  /**
   * @param mean The channels' means, or a single one for all.
   * @param std The channels' standard deviations, > 0, or a single one for all.
   * @param inplace True to write the result into the image itself. Default false.
   */
  constructor(mean: readonly number[], std: readonly number[], inplace?: boolean | NormalizeOptions) {
    super();
    const [means, deviations, isInPlace] = bind(signature, arguments);
    requireStatistics("Normalize", means, deviations);
    this.mean = [...means];
    this.std = [...deviations];
    this.inplace = isInPlace;
    this.isPixelwise = means.length === 1 && deviations.length === 1;
  }

  forward(x: Tensor): Tensor {
    [x] = bind(forwardSignature, arguments);
    return normalizeImages("Normalize", x, this.mean, this.std, this.inplace);
  }

  /** The same, for images stacked along a new first dimension: [N, C, H, W]. */
  batch(x: Tensor): Tensor {
    [x] = bind(forwardSignature, arguments);
    return this.forward(x);
  }

  /** @internal */
  outputShape(shape: readonly number[]): readonly number[] {
    return shape;
  }
}
