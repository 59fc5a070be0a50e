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

/** `length` numbers for each matrix of a batch, one after the other. */
export function mapMatrices(
  op: string,
  kernels: Kernels,
  x: View,
  length: number,
  map: (matrix: TypedArray, index: number) => ArrayLike<number>,
): DeviceBuffer {
  const [rows, columns] = matrixSize(x);
  const data = elementsOf(op, kernels, x);
  const count = numel(batchOf(x));
  const result = allocateArray(x.dtype, count * length);
  for (let i = 0; i < count; i++) {
    result.set(map(data.subarray(i * rows * columns, (i + 1) * rows * columns), i), i * length);
  }
  return kernels.upload(result, x.dtype);
}

/** Tensors under their names, which are a list of them, too. */
export function tupleOf<T extends Readonly<Record<string, Tensor>>>(tensors: T): T & Iterable<Tensor> {
  const value = (): Iterator<Tensor> => Object.values(tensors)[Symbol.iterator]();
  return Object.defineProperty(tensors, Symbol.iterator, { value }) as T & Iterable<Tensor>;
}

/** a / b, and 0 for 0 / 0: what does not depend on the quotient has no gradient through it. */
export function safeDiv(a: Tensor, b: Tensor): Tensor {
  const isNone = a.eq(0).logicalAnd(b.eq(0));
  return a.div(b.expand([...isNone.shape]).maskedFill(isNone, 1));
}
