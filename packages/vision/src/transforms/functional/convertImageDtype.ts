import { type DType, DTypeError, type Tensor } from "@lumbre/tensor";
import { aDType, aTensor, bind, defineSignature, optional, required } from "@lumbre/tensor/engine";

const signature = defineSignature(
  "convertImageDtype",
  required("x", aTensor),
  optional<DType>("dtype", aDType, "float32"),
);

/**
 * Converts images to another dtype and scales their values with it: bytes from 0 to 255 are floats from 0 to 1.
 *
 * @param x Images of any shape.
 * @param dtype "uint8", "int32", "float32" or "float64". Default "float32".
 * @throws {DTypeError} for bools, and for float32 to int32, which would overflow.
 * @example
 * transforms.functional.convertImageDtype(tensor([[0, 255]], { dtype: "uint8" })); // => tensor([[0., 1.]])
 * transforms.functional.convertImageDtype(tensor([[0.5, 1]]), "uint8"); // => tensor([[127, 255]], dtype=uint8)
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.functional.convert_image_dtype.html
 */
export function convertImageDtype(x: Tensor, dtype?: DType | { readonly dtype?: DType }): Tensor {
  const [image, to] = bind(signature, arguments);
  return convertImages("convertImageDtype", image, to);
}

const levels: Partial<Record<DType, number>> = { uint8: 255, int32: 2 ** 31 - 1 };

/** {@link convertImageDtype} under the name of another op. */
export function convertImages(op: string, x: Tensor, dtype: DType): Tensor {
  if (x.dtype === dtype) return x;
  if (x.dtype === "bool" || dtype === "bool") {
    throw new DTypeError(`${op}: expected images of numbers, got ${x.dtype} to ${dtype}; write x.to("${dtype}")`);
  }
  const from = levels[x.dtype];
  const to = levels[dtype];
  if (from === undefined) {
    if (to === undefined) return x.to(dtype);
    if (x.dtype === "float32" && dtype === "int32") {
      throw new DTypeError(`${op}: the cast from float32 to int32 cannot be performed safely; write x.to("float64")`);
    }
    // A little less than one more than the largest value, so that ranges of equal width become each integer.
    return x
      .mul(to + 1 - 1e-3)
      .trunc()
      .to(dtype);
  }
  if (to === undefined) return x.to(dtype).div_(from);
  const factor = 2 ** 23;
  return from > to ? x.div(factor, { roundingMode: "floor" }).to(dtype) : x.to(dtype).mul(factor);
}
