import { getDefaultDevice } from "../device.js";
import { allocateArray, type DType, type TypedArray } from "../dtype.js";
import { ShapeError, ValueError } from "../errors.js";
import { tensorFromBuffer } from "../op/apply.js";
import { checkSizes, formatShape, numel, type Shape } from "../shape.js";
import type { NestedArray, Tensor } from "../tensor.js";
import type { TensorOptions } from "./fill.js";

function isTypedArray(data: unknown): data is TypedArray {
  return (
    data instanceof Float32Array ||
    data instanceof Float64Array ||
    data instanceof Int32Array ||
    data instanceof Uint8Array
  );
}

function dtypeOfArray(data: TypedArray): DType {
  if (data instanceof Float32Array) return "float32";
  if (data instanceof Float64Array) return "float64";
  return data instanceof Int32Array ? "int32" : "uint8";
}

/** Reads nested arrays row by row; every array of a level must be as long as the first. */
function flatten(data: NestedArray): { readonly shape: number[]; readonly values: (number | boolean)[] } {
  const shape: number[] = [];
  for (let level = data; Array.isArray(level); level = level[0]) shape.push(level.length);
  const values: (number | boolean)[] = [];
  const visit = (node: NestedArray, depth: number): void => {
    const isArray = Array.isArray(node);
    if (isArray !== depth < shape.length || (isArray && node.length !== shape[depth])) {
      const found = isArray ? `an array of length ${node.length}` : `the value ${String(node)}`;
      const expected = depth < shape.length ? `an array of length ${shape[depth]}` : "a number or boolean";
      throw new ShapeError(`tensor: ragged nested arrays: expected ${expected} at depth ${depth}, got ${found}`);
    }
    if (isArray) for (const item of node) visit(item, depth + 1);
    else if (typeof node === "number" || typeof node === "boolean") values.push(node);
    else throw new ValueError(`tensor: elements must be numbers or booleans, got ${typeof node}`);
  };
  visit(data, 0);
  return { shape, values };
}

function make(shape: Shape, data: TypedArray, dtype: DType, options: TensorOptions): Tensor {
  const device = options.device ?? getDefaultDevice();
  const result = tensorFromBuffer(device, device.kernels.upload(data, dtype), dtype, shape);
  if (options.requiresGrad === true) result.requiresGrad = true;
  return result;
}

/**
 * A tensor from a number, nested arrays or a typed array, whose elements are copied.
 *
 * Numbers become float32 and booleans bool; a typed array keeps its dtype. `dtype` asks for another one.
 *
 * @throws {ShapeError} for ragged nested arrays.
 * @throws {ValueError} for elements that are neither numbers nor booleans.
 * @example
 * tensor([[1, 2.5], [-3, 4]]); // => tensor([[ 1.0000,  2.5000],
 * //            [-3.0000,  4.0000]])
 * tensor([1, 2, 3], { dtype: "int32" }); // => tensor([1, 2, 3])
 * @see https://pytorch.org/docs/stable/generated/torch.tensor.html
 */
export function tensor(data: NestedArray | TypedArray, options: TensorOptions = {}): Tensor {
  if (isTypedArray(data)) return fromTypedArray(data, [data.length], options);
  const { shape, values } = flatten(data);
  const dtype = options.dtype ?? (typeof values[0] === "boolean" ? "bool" : "float32");
  const array = allocateArray(dtype, values.length);
  for (let i = 0; i < values.length; i++) array[i] = dtype === "bool" ? Number(Boolean(values[i])) : Number(values[i]);
  return make(shape, array, dtype, options);
}

/**
 * A tensor of the given shape from a flat typed array, row by row. The elements are copied.
 *
 * @throws {ShapeError} when the shape does not have as many elements as the array.
 * @example
 * fromTypedArray(new Float32Array([1, 2, 3, 4]), [2, 2]).shape; // => [2, 2]
 */
export function fromTypedArray(data: TypedArray, shape: Shape, options: TensorOptions = {}): Tensor {
  checkSizes("fromTypedArray", shape);
  if (numel(shape) !== data.length) {
    throw new ShapeError(`fromTypedArray: shape ${formatShape(shape)} is invalid for ${data.length} elements`);
  }
  const dtype = options.dtype ?? dtypeOfArray(data);
  const array = allocateArray(dtype, data.length);
  if (dtype === "bool") for (let i = 0; i < data.length; i++) array[i] = data[i] === 0 ? 0 : 1;
  else array.set(data);
  return make([...shape], array, dtype, options);
}
