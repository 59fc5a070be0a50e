import { bind } from "../arguments/bind.js";
import { describe, isPlainObject } from "../arguments/describe.js";
import { anything, defineKind, type Kind, numbers } from "../arguments/kinds.js";
import { defineSignature, formatSignature, required } from "../arguments/signature.js";
import { type Device, getDefaultDevice } from "../device.js";
import { allocateArray, type DType, requireAllFit, type TypedArray } from "../dtype.js";
import { ArgumentError, LumbreError, ShapeError, ValueError } from "../errors.js";
import { tensorFromBuffer } from "../op/apply.js";
import { checkSizes, formatShape, mostDims, numel, type Shape } from "../shape.js";
import { type NestedArray, Tensor } from "../tensor.js";
import { type TensorOptions, tensorParameters, withGrad } from "./options.js";

/** Arrays that a tensor can be made of: the host's, and the bytes of a canvas. */
type ElementArray = TypedArray | Uint8ClampedArray;

/** An array of elements as one of the host's, on the same memory; null for anything else. */
function asTypedArray(data: unknown): TypedArray | null {
  if (data instanceof Uint8ClampedArray) return new Uint8Array(data.buffer, data.byteOffset, data.length);
  const isTypedArray =
    data instanceof Float32Array ||
    data instanceof Float64Array ||
    data instanceof Int32Array ||
    data instanceof Uint8Array;
  return isTypedArray ? data : null;
}

const anElementArray: Kind<ElementArray> = defineKind(
  "a Float32Array, Float64Array, Int32Array, Uint8Array or Uint8ClampedArray",
  (value) => asTypedArray(value) !== null,
);

const tensorSignature = defineSignature("tensor", required("data", anything), ...tensorParameters);
const fromTypedArraySignature = defineSignature(
  "fromTypedArray",
  required("data", anElementArray),
  required("shape", numbers),
  ...tensorParameters,
);

function dtypeOfArray(data: TypedArray): DType {
  if (data instanceof Float32Array) return "float32";
  if (data instanceof Float64Array) return "float64";
  return data instanceof Int32Array ? "int32" : "uint8";
}

/** Data whose reading throws, such as a revoked proxy or a getter. */
function reading<T>(op: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof LumbreError) throw error;
    const why = error instanceof Error ? error.message : describe(error);
    throw new ValueError(`${op}: the data cannot be read: ${why}`, { cause: error });
  }
}

/** Reads nested arrays row by row; every array of a level must be as long as the first. */
function flatten(data: NestedArray): { readonly shape: number[]; readonly values: (number | boolean)[] } {
  const shape: number[] = [];
  for (let level = data; Array.isArray(level); level = level[0]) {
    shape.push(level.length);
    // Beyond it lies an array that holds itself, or something as wrong.
    if (shape.length > mostDims)
      throw new ShapeError(`tensor: too many dimensions: arrays nested more than ${mostDims} deep, or in themselves`);
  }
  const values: (number | boolean)[] = [];
  const visit = (node: NestedArray, depth: number): void => {
    const isArray = Array.isArray(node);
    if (isArray !== depth < shape.length || (isArray && node.length !== shape[depth])) {
      const found = isArray
        ? `an array of length ${node.length}`
        : describe(node) === "undefined"
          ? "a hole"
          : `the value ${describe(node)}`;
      const expected = depth < shape.length ? `an array of length ${shape[depth]}` : "a number or boolean";
      throw new ShapeError(`tensor: ragged nested arrays: expected ${expected} at depth ${depth}, got ${found}`);
    }
    if (isArray) for (const item of node) visit(item, depth + 1);
    else if (typeof node === "number" || typeof node === "boolean") values.push(node);
    else throw new ValueError(`tensor: elements must be numbers or booleans, got ${elementHint(node)}`);
  };
  visit(data, 0);
  return { shape, values };
}

/** An element that is none, and what to write instead. */
function elementHint(value: unknown): string {
  if (value instanceof Tensor) return `${describe(value)}; join tensors with stack([a, b])`;
  if (typeof value === "bigint") return `${describe(value)}; convert it with Number(value)`;
  if (ArrayBuffer.isView(value)) return `${describe(value)}; write Array.from(array)`;
  return describe(value);
}

/** A tensor of elements in row-major order, which the device takes. */
function upload(shape: Shape, data: TypedArray, dtype: DType, device: Device | null, requiresGrad: boolean): Tensor {
  const on = device ?? getDefaultDevice();
  return withGrad(tensorFromBuffer(on, on.kernels.upload(data, dtype), dtype, shape), requiresGrad);
}

/** Throws for an array whose memory has moved to another thread, which looks like an empty one. */
function requireAttached(op: string, { length, buffer }: TypedArray): void {
  if (length > 0) return;
  try {
    new Uint8Array(buffer as ArrayBuffer);
  } catch (error) {
    const hint = "it was transferred, as by postMessage; make the tensor before, or transfer a copy";
    throw new ValueError(`${op}: the array's buffer is detached: ${hint}`, { cause: error });
  }
}

/** A copy of an array's elements as another dtype. @throws {ValueError} for one that the dtype does not hold. */
function converted(op: string, data: TypedArray, dtype: DType): TypedArray {
  requireAttached(op, data);
  if (dtype !== dtypeOfArray(data)) requireAllFit(op, dtype, data);
  const array = allocateArray(dtype, data.length);
  if (dtype === "bool") for (let i = 0; i < data.length; i++) array[i] = data[i] === 0 ? 0 : 1;
  else array.set(data);
  return array;
}

/**
 * A tensor from a number, nested arrays or a typed array, whose elements are copied.
 *
 * Numbers become float32, and so do booleans beside numbers; booleans alone become bool. A typed array keeps its dtype, and
 * a Uint8ClampedArray becomes uint8. `dtype` asks for another one.
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
 * tensor([3e9], { dtype: "int32" }); // throws ValueError: tensor: int32 holds whole numbers from -2147483648 to 2147483647
 * tensor([1], { dtype: "int64" }); // throws DTypeError: tensor: unknown dtype "int64"; expected one of bool, uint8, int32
 * @see https://pytorch.org/docs/stable/generated/torch.tensor.html
 */
export function tensor(data: NestedArray | TypedArray | Uint8ClampedArray, options?: TensorOptions): Tensor {
  const [given, wanted, device, requiresGrad] = bind(tensorSignature, arguments);
  if (reading("tensor", () => given instanceof Tensor))
    throw new ArgumentError("tensor: got a tensor; for a copy write x.detach().clone()");
  const elements = asTypedArray(given);
  if (elements !== null) {
    const dtype = wanted ?? dtypeOfArray(elements);
    return upload([elements.length], converted("tensor", elements, dtype), dtype, device, requiresGrad);
  }
  if (isPlainObject(given))
    throw new ArgumentError(`tensor: missing argument data; write ${formatSignature(tensorSignature)}`);
  const { shape, values } = reading("tensor", () => flatten(given as NestedArray));
  const isBool = values.length > 0 && values.every((value) => typeof value === "boolean");
  const dtype = wanted ?? (isBool ? "bool" : "float32");
  requireAllFit("tensor", dtype, values as number[]);
  const array = allocateArray(dtype, values.length);
  for (let i = 0; i < values.length; i++)
    array[i] = dtype === "bool" ? Number(Number(values[i]) !== 0) : Number(values[i]);
  return upload(shape, array, dtype, device, requiresGrad);
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
export function fromTypedArray(data: TypedArray | Uint8ClampedArray, shape: Shape, options?: TensorOptions): Tensor {
  const [given, sizes, wanted, device, requiresGrad] = bind(fromTypedArraySignature, arguments);
  checkSizes("fromTypedArray", sizes);
  requireAttached("fromTypedArray", given as TypedArray);
  if (numel(sizes) !== given.length) {
    throw new ShapeError(`fromTypedArray: shape ${formatShape(sizes)} is invalid for ${given.length} elements`);
  }
  const elements = asTypedArray(given) as TypedArray;
  const dtype = wanted ?? dtypeOfArray(elements);
  return upload([...sizes], converted("fromTypedArray", elements, dtype), dtype, device, requiresGrad);
}
