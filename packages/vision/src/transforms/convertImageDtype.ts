import type { DType, Tensor } from "@lumbre/tensor";
import { aDType, bind, defineSignature, required } from "@lumbre/tensor/engine";
import { convertImages } from "./functional/convertImageDtype.js";
import { ImageTransform } from "./imageTransform.js";

const signature = defineSignature("ConvertImageDtype", required("dtype", aDType));

/**
 * Converts images to another dtype and scales their values with it: bytes from 0 to 255 are floats from 0 to 1.
 *
 * @throws {DTypeError} for bools, and for float32 to int32, which would overflow.
 * @example
 * new transforms.ConvertImageDtype("float32")(tensor([[0, 255]], { dtype: "uint8" })); // => tensor([[0., 1.]])
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.ConvertImageDtype.html
 */
export class ConvertImageDtype extends ImageTransform {
  static override readonly name: string = "ConvertImageDtype";

  readonly dtype: DType;

  /** @param dtype "uint8", "int32", "float32" or "float64". */
  constructor(dtype: DType) {
    super();
    [dtype] = bind(signature, arguments);
    this.dtype = dtype;
  }

  /** @internal */
  protected transform(x: Tensor): Tensor {
    return convertImages("ConvertImageDtype", x, this.dtype);
  }
}
