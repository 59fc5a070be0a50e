import { bind } from "../arguments/bind.js";
import { aBoolean, aNumber, anything, either, numbers } from "../arguments/kinds.js";
import { defineSignature, required, spread } from "../arguments/signature.js";
import { aTensor } from "../arguments/tensorKinds.js";
import { callAs } from "../op/callAs.js";
import type { Shape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import type { TensorData } from "./elements.js";
import { allocate, filled } from "./fill.js";
import { type SizesAndOptions, type TensorOptions, tensorParameters, withGrad } from "./options.js";
import { tensor } from "./tensor.js";

// New tensors with the dtype and on the device of another one, which are methods only.

const sizeSignature = (op: string) => defineSignature(op, required("x", aTensor), spread("size"), ...tensorParameters);
const emptySignature = sizeSignature("newEmpty");
const zerosSignature = sizeSignature("newZeros");
const onesSignature = sizeSignature("newOnes");
const fullSignature = defineSignature(
  "newFull",
  required("x", aTensor),
  required("size", numbers),
  required("fillValue", either(aNumber, aBoolean)),
  ...tensorParameters,
);
const tensorSignature = defineSignature(
  "newTensor",
  required("x", aTensor),
  required("data", anything),
  ...tensorParameters,
);

/**
 * A tensor whose values nobody has set, with the dtype and on the device of this one unless told otherwise.
 *
 * @param size Sizes of the dimensions, each >= 0, as a list or one by one; `[]` makes a scalar.
 * @throws {ArgumentError} without sizes.
 * @throws {ShapeError} for a size that is negative or no whole number.
 * @throws {DTypeError} for an unknown dtype.
 * @example
 * ones(2, { dtype: "int32" }).newEmpty(3).shape; // => [3]
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.new_empty.html
 */
export function newEmpty(x: Tensor, ...args: SizesAndOptions): Tensor {
  const [like, size, dtype, device, requiresGrad] = bind(emptySignature, arguments);
  return withGrad(allocate("newEmpty", size, dtype ?? like.dtype, device ?? like.device), requiresGrad);
}

/**
 * A tensor of zeros, with the dtype and on the device of this one unless told otherwise.
 *
 * @param size Sizes of the dimensions, each >= 0, as a list or one by one; `[]` makes a scalar.
 * @throws {ArgumentError} without sizes.
 * @throws {ShapeError} for a size that is negative or no whole number.
 * @throws {DTypeError} for an unknown dtype.
 * @example
 * ones(2, { dtype: "int32" }).newZeros(3); // => tensor([0, 0, 0])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.new_zeros.html
 */
export function newZeros(x: Tensor, ...args: SizesAndOptions): Tensor {
  const [like, size, dtype, device, requiresGrad] = bind(zerosSignature, arguments);
  return filled("newZeros", size, 0, dtype ?? like.dtype, device ?? like.device, requiresGrad);
}

/**
 * A tensor of ones, with the dtype and on the device of this one unless told otherwise.
 *
 * @param size Sizes of the dimensions, each >= 0, as a list or one by one; `[]` makes a scalar.
 * @throws {ArgumentError} without sizes.
 * @throws {ShapeError} for a size that is negative or no whole number.
 * @throws {DTypeError} for an unknown dtype.
 * @example
 * ones(2, { dtype: "int32" }).newOnes(3); // => tensor([1, 1, 1])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.new_ones.html
 */
export function newOnes(x: Tensor, ...args: SizesAndOptions): Tensor {
  const [like, size, dtype, device, requiresGrad] = bind(onesSignature, arguments);
  return filled("newOnes", size, 1, dtype ?? like.dtype, device ?? like.device, requiresGrad);
}

/**
 * A tensor of one value, with the dtype and on the device of this one unless told otherwise.
 *
 * @param size Sizes of the dimensions, each >= 0.
 * @param fillValue Value of every element.
 * @throws {ShapeError} for a size that is negative or no whole number.
 * @throws {ValueError} for a value that the dtype does not hold.
 * @throws {DTypeError} for an unknown dtype.
 * @example
 * ones(2, { dtype: "int32" }).newFull([3], 7); // => tensor([7, 7, 7])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.new_full.html
 */
export function newFull(x: Tensor, size: Shape, fillValue: number | boolean, options?: TensorOptions): Tensor {
  const [like, shape, value, dtype, device, requiresGrad] = bind(fullSignature, arguments);
  return filled("newFull", shape, Number(value), dtype ?? like.dtype, device ?? like.device, requiresGrad);
}

/**
 * A tensor of the given numbers, with the dtype and on the device of this one unless told otherwise.
 *
 * @param data Numbers or booleans; the arrays of a level are equally long.
 * @throws {ShapeError} for ragged nested arrays.
 * @throws {ValueError} for elements that are neither numbers nor booleans, and for numbers that the dtype does not hold.
 * @throws {DTypeError} for an unknown dtype.
 * @example
 * ones(2, { dtype: "int32" }).newTensor([3, 4]); // => tensor([3, 4])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.new_tensor.html
 */
export function newTensor(x: Tensor, data: TensorData, options?: TensorOptions): Tensor {
  const [like, given, dtype, device, requiresGrad] = bind(tensorSignature, arguments);
  const settings = { dtype: dtype ?? like.dtype, device: device ?? like.device, requiresGrad };
  return callAs("newTensor", () => tensor(given as TensorData, settings));
}
