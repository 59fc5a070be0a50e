import { type Device, getDefaultDevice } from "../device.js";
import type { DType } from "../dtype.js";
import { tensorFromBuffer } from "../op/apply.js";
import { checkSizes, contiguousStrides, flattenSizes, numel, type Shape, type Sizes } from "../shape.js";
import type { Tensor } from "../tensor.js";

/** Options that every function that makes a tensor takes. */
export interface TensorOptions {
  /** Default float32. */
  readonly dtype?: DType;
  /** Default: the default device. */
  readonly device?: Device;
  /** Whether gradients are to be computed for it. Default false. */
  readonly requiresGrad?: boolean;
}

/** Sizes with options behind them: `zeros(2, 3)`, `zeros([2, 3])`, `zeros(2, 3, { dtype: "int32" })`. */
export type SizesAndOptions =
  | [...sizes: number[]]
  | [...sizes: number[], options: TensorOptions]
  | [sizes: Shape, options?: TensorOptions];

/** Separates sizes and options. */
export function splitSizes(
  op: string,
  args: SizesAndOptions,
): { readonly shape: number[]; readonly options: TensorOptions } {
  const list = [...args] as unknown[];
  const last = list[list.length - 1];
  const isOptions = typeof last === "object" && last !== null && !Array.isArray(last);
  const options = (isOptions ? list.pop() : {}) as TensorOptions;
  if (list[list.length - 1] === undefined) list.pop();
  const shape = flattenSizes(list as unknown as Sizes);
  checkSizes(op, shape);
  return { shape, options };
}

/** A tensor of one value. The sizes come as a list, as in PyTorch: `full([2, 3], 7)`. */
export function full(shape: Shape, value: number, options: TensorOptions = {}): Tensor {
  checkSizes("full", shape);
  const device = options.device ?? getDefaultDevice();
  const dtype = options.dtype ?? "float32";
  const buffer = device.kernels.allocate(numel(shape), dtype);
  device.kernels.fill({ buffer, shape, strides: contiguousStrides(shape), offset: 0, dtype }, value);
  const result = tensorFromBuffer(device, buffer, dtype, [...shape]);
  if (options.requiresGrad === true) result.requiresGrad = true;
  return result;
}

/**
 * A tensor whose values nobody has set: for memory that is about to be written.
 * @see https://pytorch.org/docs/stable/generated/torch.empty.html
 */
export function empty(...args: SizesAndOptions): Tensor {
  const { shape, options } = splitSizes("empty", args);
  const device = options.device ?? getDefaultDevice();
  const dtype = options.dtype ?? "float32";
  const result = tensorFromBuffer(device, device.kernels.allocate(numel(shape), dtype), dtype, shape);
  if (options.requiresGrad === true) result.requiresGrad = true;
  return result;
}

/** Unset values in the shape, dtype and device of `x`. */
export function emptyLike(x: Tensor, options: TensorOptions = {}): Tensor {
  return empty([...x.shape], { dtype: x.dtype, device: x.device, ...options });
}

/**
 * A tensor of zeros.
 *
 * @throws {ShapeError} for a size that is negative or no whole number.
 * @example
 * zeros(2, 3); // => tensor([[0., 0., 0.],
 * //            [0., 0., 0.]])
 * @see https://pytorch.org/docs/stable/generated/torch.zeros.html
 */
export function zeros(...args: SizesAndOptions): Tensor {
  const { shape, options } = splitSizes("zeros", args);
  return full(shape, 0, options);
}

/**
 * A tensor of ones.
 * @see https://pytorch.org/docs/stable/generated/torch.ones.html
 */
export function ones(...args: SizesAndOptions): Tensor {
  const { shape, options } = splitSizes("ones", args);
  return full(shape, 1, options);
}

/** The options of `x`, where none are given: a `*Like` tensor has its dtype and device, but not its requiresGrad. */
function like(x: Tensor, options: TensorOptions): TensorOptions {
  return { dtype: x.dtype, device: x.device, ...options };
}

/** Zeros of the shape, dtype and device of `x`. */
export function zerosLike(x: Tensor, options: TensorOptions = {}): Tensor {
  return full(x.shape, 0, like(x, options));
}

/** Ones of the shape, dtype and device of `x`. */
export function onesLike(x: Tensor, options: TensorOptions = {}): Tensor {
  return full(x.shape, 1, like(x, options));
}

/** One value in the shape, dtype and device of `x`. */
export function fullLike(x: Tensor, value: number, options: TensorOptions = {}): Tensor {
  return full(x.shape, value, like(x, options));
}
