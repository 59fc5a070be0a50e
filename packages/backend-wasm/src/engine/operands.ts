import { contiguousStrides, type DeviceBuffer, itemSize, type View } from "@lumbre/tensor/backend";
import type { WasmBuffer } from "../memory/heap.js";

/** True if an argument of a kernel is a view. */
export function isView(argument: unknown): argument is View {
  return typeof argument === "object" && argument !== null && "buffer" in argument;
}

/** True if a view is float32, the dtype that has kernels here. */
export function isFloat32(value: View | number): boolean {
  return typeof value === "number" || value.dtype === "float32";
}

/** Where a view's first element lies, in bytes. Only for dtypes of four bytes. */
export function addressOf(view: View): number {
  return (view.buffer as WasmBuffer).address + view.offset * 4;
}

/** The same for dtypes of one byte. */
export function byteAddressOf(view: View): number {
  return (view.buffer as WasmBuffer).address + view.offset;
}

/** The same for elements of a size in bytes. */
export function addressAt(view: View, size: number): number {
  return (view.buffer as WasmBuffer).address + view.offset * size;
}

/** The same for any dtype. */
export function addressIn(view: View): number {
  return addressAt(view, itemSize(view.dtype));
}

/** True if the elements lie in row-major order without gaps. Called for every op, so it makes no objects. */
export function isRowMajor({ shape, strides }: View): boolean {
  let step = 1;
  for (let d = shape.length - 1; d >= 0; d--) {
    const size = shape[d];
    if (size === 1) continue;
    if (size === 0) return true;
    if (strides[d] !== step) return false;
    step *= size;
  }
  return true;
}

/** True for a row-major view of bools. */
export function isBoolRow(value: View | number): boolean {
  return typeof value === "object" && value.dtype === "bool" && isRowMajor(value);
}

/** A buffer as a row-major view like another. */
export function likeView(x: View, buffer: DeviceBuffer): View {
  return { buffer, shape: x.shape, strides: contiguousStrides(x.shape), offset: 0, dtype: x.dtype };
}

/** A view with its dimensions in another order. */
export function permuted({ buffer, shape, strides, offset, dtype }: View, order: readonly number[]): View {
  return { buffer, shape: order.map((d) => shape[d]), strides: order.map((d) => strides[d]), offset, dtype };
}

/** The words of a view of eight-byte elements, as a view of four-byte ones with one dimension more. */
export function wordsOf({ buffer, shape, strides, offset }: View): View {
  return {
    buffer,
    shape: [...shape, 2],
    strides: [...strides.map((stride) => stride * 2), 1],
    offset: offset * 2,
    dtype: "float32",
  };
}
