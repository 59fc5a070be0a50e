import { bind } from "../arguments/bind.js";
import { aBoolean, aNumber, either, numbers } from "../arguments/kinds.js";
import { defineSignature, required, spread } from "../arguments/signature.js";
import { aTensor } from "../arguments/tensorKinds.js";
import { type Device, getDefaultDevice } from "../device.js";
import { type DType, requireFillFits } from "../dtype.js";
import { tensorFromBuffer } from "../op/apply.js";
import { checkSizes, contiguousStrides, numel, type Shape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { type SizesAndOptions, type TensorOptions, tensorParameters, withGrad } from "./options.js";

const sizeSignature = (op: string) => defineSignature(op, spread("size"), ...tensorParameters);
const likeSignature = (op: string) => defineSignature(op, required("x", aTensor), ...tensorParameters);
const fillValue = required("fillValue", either(aNumber, aBoolean));

const emptySignature = sizeSignature("empty");
const zerosSignature = sizeSignature("zeros");
const onesSignature = sizeSignature("ones");
const fullSignature = defineSignature("full", required("size", numbers), fillValue, ...tensorParameters);
const emptyLikeSignature = likeSignature("emptyLike");
const zerosLikeSignature = likeSignature("zerosLike");
const onesLikeSignature = likeSignature("onesLike");
const fullLikeSignature = defineSignature("fullLike", required("x", aTensor), fillValue, ...tensorParameters);

/** A tensor whose values nobody has set. */
export function allocate(op: string, size: Shape, dtype: DType | null, device: Device | null): Tensor {
  checkSizes(op, size);
  const { kernels } = device ?? getDefaultDevice();
  const type = dtype ?? "float32";
  return tensorFromBuffer(device ?? getDefaultDevice(), kernels.allocate(numel(size), type), type, [...size]);
}

/** A tensor of one value. */
export function filled(
  op: string,
  size: Shape,
  value: number,
  dtype: DType | null,
  device: Device | null,
  requiresGrad: boolean,
): Tensor {
  checkSizes(op, size);
  const on = device ?? getDefaultDevice();
  const type = dtype ?? "float32";
  requireFillFits(op, type, value);
  const buffer = on.kernels.allocate(numel(size), type);
  const view = { buffer, shape: size, strides: contiguousStrides(size), offset: 0, dtype: type };
  on.kernels.fill(view, value);
  return withGrad(tensorFromBuffer(on, buffer, type, [...size]), requiresGrad);
}

/**
 * A tensor of one value. The sizes come as a list, as in PyTorch.
 *
 * @param size Sizes of the dimensions, each >= 0.
 * @param fillValue Value of every element; true and false make a bool tensor, a number float32.
 * @throws {ShapeError} for a size that is negative or no whole number.
 * @throws {ValueError} for a value that the dtype does not hold.
 * @throws {DTypeError} for an unknown dtype.
 * @example
 * full([2, 3], 7); // => tensor([[7., 7., 7.],
 * //            [7., 7., 7.]])
 * full([2], 7, { dtype: "int32" }); // => tensor([7, 7])
 * full([2], 300, { dtype: "uint8" }); // throws ValueError: full: uint8 holds whole numbers from 0 to 255, got 300
 * @see https://pytorch.org/docs/stable/generated/torch.full.html
 */
export function full(size: Shape, fillValue: number | boolean, options?: TensorOptions): Tensor {
  const [shape, value, dtype, device, requiresGrad] = bind(fullSignature, arguments);
  const type = dtype ?? (typeof value === "boolean" ? "bool" : "float32");
  return filled("full", shape, Number(value), type, device, requiresGrad);
}

/**
 * A tensor whose values nobody has set: for memory that is about to be written.
 *
 * @param size Sizes of the dimensions, each >= 0, as a list or one by one; `[]` makes a scalar.
 * @throws {ArgumentError} without sizes.
 * @throws {ShapeError} for a size that is negative or no whole number.
 * @throws {DTypeError} for an unknown dtype.
 * @example
 * empty(2, 3).shape; // => [2, 3]
 * empty([4], { dtype: "int32" }).dtype; // => int32
 * @see https://pytorch.org/docs/stable/generated/torch.empty.html
 */
export function empty(...args: SizesAndOptions): Tensor {
  const [size, dtype, device, requiresGrad] = bind(emptySignature, arguments);
  return withGrad(allocate("empty", size, dtype, device), requiresGrad);
}

/**
 * A tensor whose values nobody has set, with the shape, dtype and device of `x` unless told otherwise.
 *
 * @throws {DTypeError} for an unknown dtype.
 * @example
 * emptyLike(ones(2, 3)).shape; // => [2, 3]
 * @see https://pytorch.org/docs/stable/generated/torch.empty_like.html
 */
export function emptyLike(x: Tensor, options?: TensorOptions): Tensor {
  const [like, dtype, device, requiresGrad] = bind(emptyLikeSignature, arguments);
  return withGrad(allocate("emptyLike", like.shape, dtype ?? like.dtype, device ?? like.device), requiresGrad);
}

/**
 * A tensor of zeros.
 *
 * @param size Sizes of the dimensions, each >= 0, as a list or one by one; `[]` makes a scalar.
 * @throws {ArgumentError} without sizes.
 * @throws {ShapeError} for a size that is negative or no whole number.
 * @throws {DTypeError} for an unknown dtype.
 * @example
 * zeros(2, 3); // => tensor([[0., 0., 0.],
 * //            [0., 0., 0.]])
 * zeros([2], { dtype: "int32" }); // => tensor([0, 0])
 * @see https://pytorch.org/docs/stable/generated/torch.zeros.html
 */
export function zeros(...args: SizesAndOptions): Tensor {
  const [size, dtype, device, requiresGrad] = bind(zerosSignature, arguments);
  return filled("zeros", size, 0, dtype, device, requiresGrad);
}

/**
 * A tensor of ones.
 *
 * @param size Sizes of the dimensions, each >= 0, as a list or one by one; `[]` makes a scalar.
 * @throws {ArgumentError} without sizes.
 * @throws {ShapeError} for a size that is negative or no whole number.
 * @throws {DTypeError} for an unknown dtype.
 * @example
 * ones(2, { requiresGrad: true }); // => tensor([1., 1.], requires_grad=True)
 * @see https://pytorch.org/docs/stable/generated/torch.ones.html
 */
export function ones(...args: SizesAndOptions): Tensor {
  const [size, dtype, device, requiresGrad] = bind(onesSignature, arguments);
  return filled("ones", size, 1, dtype, device, requiresGrad);
}

/**
 * A tensor of zeros with the shape, dtype and device of `x` unless told otherwise; it requires no gradient by itself.
 *
 * @throws {DTypeError} for an unknown dtype.
 * @example
 * zerosLike(tensor([1, 2])); // => tensor([0., 0.])
 * @see https://pytorch.org/docs/stable/generated/torch.zeros_like.html
 */
export function zerosLike(x: Tensor, options?: TensorOptions): Tensor {
  const [like, dtype, device, requiresGrad] = bind(zerosLikeSignature, arguments);
  return filled("zerosLike", like.shape, 0, dtype ?? like.dtype, device ?? like.device, requiresGrad);
}

/**
 * A tensor of ones with the shape, dtype and device of `x` unless told otherwise; it requires no gradient by itself.
 *
 * @throws {DTypeError} for an unknown dtype.
 * @example
 * onesLike(tensor([3, 4]), { dtype: "int32" }); // => tensor([1, 1])
 * @see https://pytorch.org/docs/stable/generated/torch.ones_like.html
 */
export function onesLike(x: Tensor, options?: TensorOptions): Tensor {
  const [like, dtype, device, requiresGrad] = bind(onesLikeSignature, arguments);
  return filled("onesLike", like.shape, 1, dtype ?? like.dtype, device ?? like.device, requiresGrad);
}

/**
 * A tensor of one value with the shape, dtype and device of `x` unless told otherwise.
 *
 * @param fillValue Value of every element.
 * @throws {ValueError} for a value that the dtype does not hold.
 * @throws {DTypeError} for an unknown dtype.
 * @example
 * fullLike(tensor([1, 2]), 7); // => tensor([7., 7.])
 * @see https://pytorch.org/docs/stable/generated/torch.full_like.html
 */
export function fullLike(x: Tensor, fillValue: number | boolean, options?: TensorOptions): Tensor {
  const [like, value, dtype, device, requiresGrad] = bind(fullLikeSignature, arguments);
  return filled("fullLike", like.shape, Number(value), dtype ?? like.dtype, device ?? like.device, requiresGrad);
}
