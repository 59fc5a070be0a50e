import type { DeviceBuffer, Kernels, View } from "../../backend/contract.js";
import { allocateArray, requireFloat, type TypedArray } from "../../dtype.js";
import { ShapeError } from "../../errors.js";
import { formatShape, numel, type Shape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { elementsOf } from "../onHost.js";

// What functions of matrices, computed on the host, have in common.

/** The dimensions before those of the matrices. */
export const batchOf = ({ shape }: { readonly shape: Shape }): Shape => shape.slice(0, -2);

/** Rows and columns of the matrices. */
export function matrixSize({ shape }: { readonly shape: Shape }): readonly [rows: number, columns: number] {
  return [shape[shape.length - 2], shape[shape.length - 1]];
}

/** Throws unless x is a matrix of floats, or a batch of them. */
export function requireMatrix(op: string, x: Tensor, name = "input tensor"): void {
  if (x.ndim < 2) {
    throw new ShapeError(`${op}: the ${name} must have at least 2 dimensions, got shape ${formatShape(x.shape)}`);
  }
  requireFloat(op, x.dtype);
}

/** Throws unless x is a square matrix of floats, or a batch of them. */
export function requireSquare(op: string, x: Tensor): void {
  if (x.ndim >= 2) {
    const [rows, columns] = matrixSize(x);
    if (rows !== columns) {
      throw new ShapeError(`${op}: expected batches of square matrices, but they are ${rows} by ${columns} matrices`);
    }
  }
  requireMatrix(op, x);
}

/** How an error names one matrix of a batch: in front of what is wrong with it. */
export function batchElement(x: { readonly shape: Shape }, index: number): string {
  return x.shape.length > 2 ? `(Batch element ${index}): ` : "";
}

/** Calls `work` with each matrix of a batch, and its index. */
export function forEachMatrix(
  op: string,
  kernels: Kernels,
  x: View,
  work: (matrix: TypedArray, index: number) => void,
): void {
  const [rows, columns] = matrixSize(x);
  const size = rows * columns;
  const data = elementsOf(op, kernels, x);
  const count = numel(batchOf(x));
  for (let i = 0; i < count; i++) work(data.subarray(i * size, (i + 1) * size), i);
}

/** `length` numbers for each matrix of a batch, one after the other. */
export function mapMatrices(
  op: string,
  kernels: Kernels,
  x: View,
  length: number,
  map: (matrix: TypedArray, index: number) => ArrayLike<number>,
): DeviceBuffer {
  const result = allocateArray(x.dtype, numel(batchOf(x)) * length);
  forEachMatrix(op, kernels, x, (matrix, index) => result.set(map(matrix, index), index * length));
  return kernels.upload(result, x.dtype);
}

/** a / b, and 0 for 0 / 0: what does not depend on the quotient has no gradient through it. */
export function safeDiv(a: Tensor, b: Tensor): Tensor {
  const isNone = a.eq(0).logicalAnd(b.eq(0));
  return a.div(b.expand([...isNone.shape]).maskedFill(isNone, 1));
}
