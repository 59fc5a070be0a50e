import type { Tensor } from "@lumbre/tensor";
import { bind, defineSignature, required, sizes } from "@lumbre/tensor/engine";
import { centerCropImages } from "./functional/crop.js";
import { heightAndWidth } from "./functional/image.js";
import { ImageTransform } from "./imageTransform.js";

const signature = defineSignature("CenterCrop", required("size", sizes));

/**
 * Cuts the middle out of images. An image that is smaller is padded with 0 first.
 *
 * Shapes: [..., H, W] -> [..., height, width].
 *
 * @throws {ValueError} for a size below 1.
 * @example
 * new transforms.CenterCrop([1, 2])(tensor([[1, 2, 3, 4]])); // => tensor([[2., 3.]])
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.CenterCrop.html
 */
export class CenterCrop extends ImageTransform {
  static override readonly name: string = "CenterCrop";

  readonly size: readonly [height: number, width: number];

  /** @param size [height, width] of the result in pixels, or one number for both. */
  constructor(size: number | readonly number[]) {
    super();
    const [given] = bind(signature, arguments);
    this.size = heightAndWidth("CenterCrop", given);
  }

  /** @internal */
  override get keepsShape(): boolean {
    return false;
  }

  /** @internal */
  override outputShape(shape: readonly number[]): readonly number[] {
    return [...shape.slice(0, -2), ...this.size];
  }

  /** @internal */
  protected transform(x: Tensor): Tensor {
    return centerCropImages(x, this.size);
  }
}
