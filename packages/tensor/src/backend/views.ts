import type { DType } from "../dtype.js";
import { contiguousStrides, isContiguous, type Shape, sameShape } from "../shape.js";
import type { DeviceBuffer, View } from "./contract.js";

// Other ways to look at the same memory.

/** A whole buffer in row-major order. */
export function rowMajorView(buffer: DeviceBuffer, shape: Shape, dtype: DType): View {
  return { buffer, shape, strides: contiguousStrides(shape), offset: 0, dtype };
}

/** A view stretched to a broadcast shape: new and stretched dimensions get stride 0. Numbers stay. */
export function expandView<V extends View | number>(view: V, shape: Shape): View | V {
  if (typeof view === "number" || sameShape(view.shape, shape)) return view;
  const lead = shape.length - view.shape.length;
  const strides = shape.map((size, d) => (d < lead || view.shape[d - lead] !== size ? 0 : view.strides[d - lead]));
  return { buffer: view.buffer, shape, strides, offset: view.offset, dtype: view.dtype };
}

/** A view whose elements lie in row-major order, in another shape with as many elements. */
export function reshapedView({ buffer, offset, dtype }: View, shape: Shape): View {
  return { buffer, shape, strides: contiguousStrides(shape), offset, dtype };
}

/** Whether a view's elements lie in row-major order without gaps. */
export function isRowMajor({ shape, strides }: View): boolean {
  return isContiguous(shape, strides);
}

/** A view with its dimensions in another order. */
export function permutedView({ buffer, shape, strides, offset, dtype }: View, order: readonly number[]): View {
  return { buffer, shape: order.map((d) => shape[d]), strides: order.map((d) => strides[d]), offset, dtype };
}

/** `length` elements of `dim` from `start` on. */
export function narrowedView(view: View, dim: number, start: number, length: number): View {
  const { buffer, strides, offset, dtype } = view;
  const shape = view.shape.map((size, d) => (d === dim ? length : size));
  return { buffer, shape, strides, offset: offset + start * strides[dim], dtype };
}

/** The elements of a view's memory that are `strides` apart, from `start` elements behind its first one on. */
export function stridedView({ buffer, offset, dtype }: View, shape: Shape, strides: Shape, start: number): View {
  return { buffer, shape, strides, offset: offset + start, dtype };
}
