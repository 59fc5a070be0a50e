import { bind } from "./arguments/bind.js";
import { aString } from "./arguments/kinds.js";
import { takesNothing } from "./arguments/methods.js";
import { defineSignature, optional, required } from "./arguments/signature.js";
import { aTensor } from "./arguments/tensorKinds.js";
import type { TypedArray } from "./dtype.js";
import { DeviceError, ShapeError } from "./errors.js";
import { formatShape } from "./shape.js";
import type { NestedArray, Tensor } from "./tensor.js";

const toJSONSignature = defineSignature("toJSON", required("x", aTensor), optional("key", aString, ""));

/**
 * The elements of a tensor on a device that answers at once, not to be written to. They may lie in the device's memory, so
 * that they are to be read before it is called again.
 */
export function peek(op: string, x: Tensor): TypedArray {
  const { kernels, name } = x.device;
  if (kernels.readSync === undefined) {
    throw new DeviceError(`${op}: the ${name} device cannot be read at once; use \`await tensor.read()\``);
  }
  if (x.isContiguous()) return kernels.readSync(x.buffer).subarray(x.offset, x.offset + x.numel());
  const buffer = x.compactBuffer();
  const data = kernels.readSync(buffer).slice();
  kernels.free(buffer);
  return data;
}

/** A copy of the elements. */
function elements(op: string, x: Tensor): TypedArray {
  const data = peek(op, x);
  return x.isContiguous() ? data.slice() : data;
}

/**
 * A copy of the elements in row-major order; works on every device.
 *
 * @returns A Float32Array, Float64Array or Int32Array, as the dtype is; of uint8 and bool a Uint8Array.
 * @example
 * await tensor([[1, 2], [3, 4]]).t().read(); // => [1, 3, 2, 4]
 */
export async function read(x: Tensor): Promise<TypedArray> {
  takesNothing("read", arguments, 1);
  const { kernels } = x.device;
  if (x.isContiguous()) return (await kernels.read(x.buffer)).slice(x.offset, x.offset + x.numel());
  const buffer = x.compactBuffer();
  const data = await kernels.read(buffer);
  kernels.free(buffer);
  return data;
}

/**
 * A copy of the elements in row-major order, read at once.
 *
 * @returns A Float32Array, Float64Array or Int32Array, as the dtype is; of uint8 and bool a Uint8Array.
 * @throws {DeviceError} on a device that needs `await`.
 * @example
 * tensor([[1, 2], [3, 4]]).readSync(); // => [1, 2, 3, 4]
 */
export function readSync(x: Tensor): TypedArray {
  takesNothing("readSync", arguments, 1);
  return elements("readSync", x);
}

/**
 * The elements as a typed array, row by row: NumPy's array here. It is a copy, where PyTorch shares the memory, so the
 * tensor may require a gradient; its shape is `x.shape`.
 *
 * @returns A Float32Array, Float64Array or Int32Array, as the dtype is; of uint8 and bool a Uint8Array.
 * @throws {DeviceError} on a device that needs `await`.
 * @example
 * tensor([[1, 2], [3, 4]]).numpy(); // => [1, 2, 3, 4]
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.numpy.html
 */
export function numpy(x: Tensor): TypedArray {
  takesNothing("numpy", arguments, 1);
  return elements("numpy", x);
}

/**
 * The only element, as a number.
 *
 * @throws {ShapeError} when there is not exactly one.
 * @throws {DeviceError} on a device that needs `await`.
 * @example
 * tensor([[7]]).item(); // => 7
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.item.html
 */
export function item(x: Tensor): number {
  takesNothing("item", arguments, 1);
  if (x.numel() !== 1) {
    throw new ShapeError(
      `item: a tensor with ${x.numel()} elements cannot be converted to a number; shape ${formatShape(x.shape)}`,
    );
  }
  return peek("item", x)[0];
}

/**
 * The elements as nested arrays; bool gives booleans, a 0-d tensor the element itself.
 *
 * @throws {DeviceError} on a device that needs `await`.
 * @example
 * tensor([[1, 2], [3, 4]]).toArray(); // => [[1, 2], [3, 4]]
 */
export function toArray(x: Tensor): NestedArray {
  takesNothing("toArray", arguments, 1);
  return nested("toArray", x);
}

function nested(op: string, x: Tensor): NestedArray {
  const data = peek(op, x);
  const { shape, dtype, ndim } = x;
  const isBool = dtype === "bool";
  if (ndim === 0) return isBool ? data[0] !== 0 : data[0];
  let next = 0;
  const build = (d: number): NestedArray[] => {
    const list: NestedArray[] = [];
    if (d < ndim - 1) for (let k = 0; k < shape[d]; k++) list.push(build(d + 1));
    else if (isBool) for (const end = next + shape[d]; next < end; next++) list.push(data[next] !== 0);
    else for (const end = next + shape[d]; next < end; next++) list.push(data[next]);
    return list;
  };
  return build(0);
}

/**
 * The elements as nested arrays, PyTorch's name of {@link toArray}.
 *
 * @throws {DeviceError} on a device that needs `await`.
 * @example
 * tensor([[1, 2], [3, 4]]).tolist(); // => [[1, 2], [3, 4]]
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.tolist.html
 */
export function tolist(x: Tensor): NestedArray {
  takesNothing("tolist", arguments, 1);
  return nested("tolist", x);
}

/**
 * What `JSON.stringify` writes: the elements as nested arrays. JSON has no NaN and no infinities, which it writes as null.
 *
 * @param key The name under which the tensor stands, which `JSON.stringify` gives.
 * @throws {DeviceError} on a device that needs `await`.
 * @example
 * JSON.stringify({ x: tensor([1, 2]) }); // => {"x":[1,2]}
 */
export function toJSON(x: Tensor, key?: string): NestedArray {
  [x] = bind(toJSONSignature, arguments);
  return nested("toJSON", x);
}
