import type { Tensor } from "@lumbre/tensor";
import { bind, defineSignature, required } from "@lumbre/tensor/engine";
import { BaseTransform } from "./baseTransform.js";
import { aPicture, type Picture, pictureSignature, pictureToTensor } from "./functional/toTensor.js";

const signature = defineSignature("ToTensor");
const forwardSignature = pictureSignature("ToTensor");
const batchSignature = defineSignature("ToTensor", required("pictures", aPicture));

/**
 * Makes an image a tensor that networks take: channels first, and bytes scaled to [0, 1].
 *
 * Shapes: [H, W] -> [1, H, W]; [H, W, C] -> [C, H, W]. A uint8 image becomes float32 and is divided by 255; one of
 * another dtype keeps dtype and values. Of an ImageData it takes red, green and blue.
 *
 * @throws {ShapeError} for an input that has not two or three dimensions.
 * @example
 * const image = tensor([[0, 51], [102, 255]], { dtype: "uint8" });
 * new transforms.ToTensor()(image); // => tensor([[[0.0000, 0.2000],
 * //          [0.4000, 1.0000]]])
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.ToTensor.html
 */
export class ToTensor extends BaseTransform<Picture, Tensor> {
  static override readonly name: string = "ToTensor";

  /** @internal */
  readonly isPixelwise: boolean = true;

  constructor() {
    super();
    bind(signature, arguments);
  }

  forward(picture: Picture): Tensor {
    [picture] = bind(forwardSignature, arguments);
    return pictureToTensor("ToTensor", picture, 2);
  }

  /** The same for pictures that are stacked along a new first dimension: [N, H, W] or [N, H, W, C]. */
  batch(pictures: Picture): Tensor {
    [pictures] = bind(batchSignature, arguments);
    return pictureToTensor("ToTensor", pictures, 3);
  }

  /** @internal */
  outputShape(shape: readonly number[]): readonly number[] {
    return shape.length === 2 ? [1, ...shape] : [shape[2], shape[0], shape[1]];
  }
}
