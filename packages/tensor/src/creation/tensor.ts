import { bind } from "../arguments/bind.js";
import { isPlainObject } from "../arguments/describe.js";
import { anything, nullable, numbers } from "../arguments/kinds.js";
import { defineSignature, formatSignature, optional, required } from "../arguments/signature.js";
import { aDevice, aDType } from "../arguments/tensorKinds.js";
import { type Device, getDefaultDevice } from "../device.js";
import { allocateArray, type DType, requireAllFit, type TypedArray } from "../dtype.js";
import { ArgumentError, ShapeError } from "../errors.js";
import { tensorFromBuffer } from "../op/apply.js";
import { callAs } from "../op/callAs.js";
import { checkSizes, formatShape, numel, type Shape } from "../shape.js";
import { isTensor, Tensor } from "../tensor.js";
import {
  anElementArray,
  dtypeOfArray,
  type ElementArray,
  elementsAs,
  flatten,
  isPixels,
  type Pixels,
  reading,
  requireAttached,
  type TensorData,
} from "./elements.js";
import { type TensorOptions, tensorParameters, withGrad } from "./options.js";

const tensorSignature = defineSignature("tensor", required("data", anything), ...tensorParameters);
const asTensorSignature = defineSignature(
  "asTensor",
  required("data", anything),
  optional("dtype", nullable(aDType), null),
  optional("device", nullable(aDevice), null),
);
const fromNumpySignature = defineSignature("fromNumpy", required("ndarray", anElementArray));
const fromTypedArraySignature = defineSignature(
  "fromTypedArray",
  required("data", anElementArray),
  required("shape", numbers),
  ...tensorParameters,
);

function pixelsOf({ data, width, height }: Pixels): [ElementArray, Shape] {
  return [data, [height, width, 4]];
}

/** A tensor of elements in row-major order, which the device takes. */
function upload(shape: Shape, data: TypedArray, dtype: DType, device: Device | null, requiresGrad: boolean): Tensor {
  const on = device ?? getDefaultDevice();
  return withGrad(tensorFromBuffer(on, on.kernels.upload(data, dtype), dtype, shape), requiresGrad);
}

/**
 * A tensor from a number, nested arrays, a typed array or an ImageData, whose elements are copied.
 *
 * Numbers become float32, and so do booleans beside numbers; booleans alone become bool. Arrays of floats keep their dtype;
 * of integers, 8 unsigned bits are uint8 and all others int32. An ImageData becomes uint8 [height, width, 4]. `dtype` asks for
 * another one. Lists may hold typed arrays, and tensors of one element.
 *
 * @param data Numbers or booleans; the arrays of a level are equally long.
 * @throws {ShapeError} for ragged nested arrays, and for more than 128 dimensions.
 * @throws {ValueError} for elements that are neither numbers nor booleans, for numbers that the dtype does not hold, and
 *   for data that cannot be read.
 * @throws {DTypeError} for an unknown dtype.
 * @example
 * tensor([[1, 2.5], [-3, 4]]); // => tensor([[ 1.0000,  2.5000],
 * //            [-3.0000,  4.0000]])
 * tensor([1, 2, 3], { dtype: "int32" }); // => tensor([1, 2, 3])
 * tensor(BigInt64Array.of(7n, -1n)); // => tensor([ 7, -1])
 * tensor([3e9], { dtype: "int32" }); // throws ValueError: tensor: int32 holds whole numbers from -2147483648 to 2147483647
 * tensor([1], { dtype: "int64" }); // throws DTypeError: tensor: unknown dtype "int64"; expected one of bool, uint8, int32
 * @see https://pytorch.org/docs/stable/generated/torch.tensor.html
 */
export function tensor(data: TensorData, options?: TensorOptions): Tensor {
  const [given, wanted, device, requiresGrad] = bind(tensorSignature, arguments);
  if (reading("tensor", () => given instanceof Tensor))
    throw new ArgumentError("tensor: got a tensor; for a copy write x.detach().clone()");
  const isArray = anElementArray.accepts(given);
  if (isArray || reading("tensor", () => isPixels(given))) {
    const [array, shape] = isArray ? [given, [given.length]] : pixelsOf(given as Pixels);
    const dtype = wanted ?? (dtypeOfArray(array) as DType);
    return upload(shape, elementsAs("tensor", array, dtype), dtype, device, requiresGrad);
  }
  if (isPlainObject(given))
    throw new ArgumentError(`tensor: missing argument data; write ${formatSignature(tensorSignature)}`);
  const { shape, values, dtype: own } = reading("tensor", () => callAs("tensor", () => flatten(given)));
  const dtype = wanted ?? own;
  requireAllFit("tensor", dtype, values as number[]);
  const array = allocateArray(dtype, values.length);
  for (let i = 0; i < values.length; i++)
    array[i] = dtype === "bool" ? Number(Number(values[i]) !== 0) : Number(values[i]);
  return upload(shape, array, dtype, device, requiresGrad);
}

/**
 * What {@link tensor} makes of numbers and arrays; a tensor stays itself, unless another dtype or device is asked for.
 *
 * @param data A tensor, numbers or booleans, or a typed array, which is copied.
 * @param dtype Type of the elements. Default: as the data is.
 * @param device Device that holds the elements. Default: the tensor's own, or the default device.
 * @throws {ShapeError} for ragged nested arrays.
 * @throws {ValueError} for elements that are neither numbers nor booleans, and for numbers that the dtype does not hold.
 * @throws {DTypeError} for an unknown dtype.
 * @example
 * const x = asTensor([1, 2]);
 * asTensor(x) === x; // => true
 * asTensor(x, "int32"); // => tensor([1, 2])
 * @see https://pytorch.org/docs/stable/generated/torch.as_tensor.html
 */
export function asTensor(
  data: Tensor | TensorData,
  dtype?: DType | null | AsTensorOptions,
  device?: Device | null | Pick<AsTensorOptions, "device">,
): Tensor {
  const [given, wanted, on] = bind(asTensorSignature, arguments);
  return callAs("asTensor", () => {
    if (!isTensor(given)) return tensor(given as TensorData, { dtype: wanted, device: on });
    return wanted === null && on === null ? given : given.to({ dtype: wanted, device: on });
  });
}

/** Options of {@link asTensor}. */
export interface AsTensorOptions {
  /** Type of the elements. Default: as the data is. */
  readonly dtype?: DType | null;
  /** Device that holds the elements. Default: the tensor's own, or the default device. */
  readonly device?: Device | null;
}

/**
 * A tensor from a typed array, of one dimension. The elements are copied, where PyTorch shares the memory of NumPy's array.
 *
 * @param ndarray Elements; `view` gives them a shape.
 * @throws {ArgumentError} for anything but a typed array.
 * @throws {ValueError} for whole numbers that int32 does not hold.
 * @example
 * fromNumpy(Float32Array.of(1, 2, 3, 4)).view(2, 2).shape; // => [2, 2]
 * @see https://pytorch.org/docs/stable/generated/torch.from_numpy.html
 */
export function fromNumpy(ndarray: ElementArray): Tensor {
  const [array] = bind(fromNumpySignature, arguments);
  const dtype = dtypeOfArray(array) as DType;
  return upload([array.length], elementsAs("fromNumpy", array, dtype), dtype, null, false);
}

/**
 * A tensor of the given shape from a flat typed array, row by row. The elements are copied.
 *
 * @param data Elements in row-major order.
 * @param shape Sizes of the dimensions, each >= 0.
 * @throws {ShapeError} when the shape does not have as many elements as the array.
 * @throws {ValueError} for numbers that the dtype does not hold.
 * @throws {DTypeError} for an unknown dtype.
 * @example
 * fromTypedArray(new Float32Array([1, 2, 3, 4]), [2, 2]).shape; // => [2, 2]
 * fromTypedArray(new Uint8Array([1, 0]), [2], { dtype: "bool" }); // => tensor([ True, False])
 * @see https://pytorch.org/docs/stable/generated/torch.from_numpy.html
 */
export function fromTypedArray(data: ElementArray, shape: Shape, options?: TensorOptions): Tensor {
  const [given, sizes, wanted, device, requiresGrad] = bind(fromTypedArraySignature, arguments);
  checkSizes("fromTypedArray", sizes);
  requireAttached("fromTypedArray", given);
  if (numel(sizes) !== given.length) {
    throw new ShapeError(`fromTypedArray: shape ${formatShape(sizes)} is invalid for ${given.length} elements`);
  }
  const dtype = wanted ?? (dtypeOfArray(given) as DType);
  return upload([...sizes], elementsAs("fromTypedArray", given, dtype), dtype, device, requiresGrad);
}
