import { fromTypedArray } from "../../creation/tensor.js";
import { requireIndex } from "../../dtype.js";
import { IndexError } from "../../errors.js";
import { peek } from "../../reading.js";
import type { Tensor } from "../../tensor.js";

/** The indices on the host, or null where the device only answers with `await`; its kernels check the range then. */
function read(index: Tensor): ArrayLike<number> | null {
  return index.device.backend.asyncOnly ? null : peek("readSync", index);
}

/**
 * Throws unless every index lies within a dimension, and is not negative.
 * @throws {DTypeError} for indices that are no integers.
 * @throws {IndexError} for one out of range.
 */
export function checkPositions(op: string, index: Tensor, dim: number, size: number): void {
  requireIndex(op, index.dtype);
  const data = read(index) ?? [];
  for (let i = 0; i < data.length; i++) if (data[i] < 0 || data[i] >= size) throw outOfBounds(op, data[i], dim, size);
}

/**
 * Indices that may count from the end as such that count from the front.
 * @throws {DTypeError} for indices that are no integers.
 * @throws {IndexError} for one out of range.
 */
export function wrapPositions(op: string, index: Tensor, dim: number, size: number): Tensor {
  requireIndex(op, index.dtype);
  const data = read(index);
  if (data === null) return index.add(size).where(index.lt(0), index);
  let anyNegative = false;
  for (let i = 0; i < data.length; i++) {
    if (data[i] < -size || data[i] >= size) throw outOfBounds(op, data[i], dim, size);
    if (data[i] < 0) anyNegative = true;
  }
  if (!anyNegative) return index;
  const wrapped = Int32Array.from(data, (position) => (position < 0 ? position + size : position));
  return fromTypedArray(wrapped, index.shape, { device: index.device });
}

function outOfBounds(op: string, position: number, dim: number, size: number): IndexError {
  return new IndexError(`${op}: index ${position} is out of bounds for dimension ${dim} with size ${size}`);
}
