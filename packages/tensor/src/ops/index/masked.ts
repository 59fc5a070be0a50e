import { fromTypedArray } from "../../creation/tensor.js";
import { DTypeError, IndexError } from "../../errors.js";
import { broadcastShapes, contiguousStrides, formatShape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

/** The flat positions of the elements that are not zero. Reads the tensor. */
function flatNonzero(x: Tensor): Int32Array {
  const data = x.dataSync();
  const found: number[] = [];
  for (let i = 0; i < data.length; i++) if (data[i] !== 0) found.push(i);
  return Int32Array.from(found);
}

/**
 * The positions of the elements that are not zero: one row per element, one column per dimension, int32.
 *
 * @example
 * tensor([[0, 7], [8, 0]]).nonzero(); // => tensor([[0, 1],
 * //            [1, 0]])
 * @see https://pytorch.org/docs/stable/generated/torch.nonzero.html
 */
export function nonzero(x: Tensor): Tensor {
  const flat = flatNonzero(x);
  const strides = contiguousStrides(x.shape);
  const rows = new Int32Array(flat.length * x.ndim);
  for (const [row, position] of flat.entries()) {
    let rest = position;
    for (const [d, stride] of strides.entries()) {
      rows[row * x.ndim + d] = Math.floor(rest / stride);
      rest %= stride;
    }
  }
  return fromTypedArray(rows, [flat.length, x.ndim], { device: x.device });
}

/**
 * The elements where a mask holds, as a 1-d tensor. The gradient goes back to those elements.
 *
 * @param mask A bool tensor; both broadcast.
 * @throws {DTypeError} unless the mask is bool.
 * @example
 * tensor([1, 2, 3]).maskedSelect(tensor([true, false, true])); // => tensor([1., 3.])
 * @see https://pytorch.org/docs/stable/generated/torch.masked_select.html
 */
export function maskedSelect(x: Tensor, mask: Tensor): Tensor {
  if (mask.dtype !== "bool") throw new DTypeError(`maskedSelect: expected a bool mask, got ${mask.dtype}`);
  const shape = [...broadcastShapes("maskedSelect", x.shape, mask.shape)];
  const flat = flatNonzero(mask.expand(shape));
  const all = x.expand(shape);
  return all.reshape(all.numel()).indexSelect(0, fromTypedArray(flat, [flat.length], { device: x.device }));
}

/**
 * Elements by their position in the flat tensor; negative ones count from the end.
 *
 * @throws {IndexError} for a position out of range.
 * @example
 * tensor([[1, 2], [3, 4]]).take(tensor([0, -1], { dtype: "int32" })); // => tensor([1., 4.])
 * @see https://pytorch.org/docs/stable/generated/torch.take.html
 */
export function take(x: Tensor, index: Tensor): Tensor {
  const flat = x.reshape(x.numel());
  return flat.indexSelect(0, wrapIndices("take", index, 0, x.numel()).reshape(index.numel())).reshape(index.shape);
}

/**
 * Picks elements along a dimension by positions that broadcast against x, such as those of `argsort`.
 *
 * @see https://pytorch.org/docs/stable/generated/torch.take_along_dim.html
 */
export function takeAlongDim(x: Tensor, index: Tensor, dim?: number): Tensor {
  if (dim === undefined) return x.reshape(x.numel()).gather(0, index.reshape(index.numel()));
  const d = dim < 0 ? dim + x.ndim : dim;
  const others = (shape: readonly number[]): number[] => shape.map((size, e) => (e === d ? 1 : size));
  const common = broadcastShapes("takeAlongDim", others(x.shape), others(index.shape));
  const withDim = (size: number): number[] => common.map((length, e) => (e === d ? size : length));
  return x.expand(withDim(x.shape[d])).gather(d, index.expand(withDim(index.shape[d])));
}

/** Indices that may count from the end as such that count from the front. @throws {IndexError} when out of range. */
export function wrapIndices(op: string, index: Tensor, dim: number, size: number): Tensor {
  const data = index.dataSync();
  const wrapped = new Int32Array(data.length);
  for (let i = 0; i < data.length; i++) {
    if (data[i] < -size || data[i] >= size) {
      throw new IndexError(
        `${op}: index ${data[i]} is out of bounds for dimension ${dim} with size ${size}; index has shape ${formatShape(index.shape)}`,
      );
    }
    wrapped[i] = data[i] < 0 ? data[i] + size : data[i];
  }
  return fromTypedArray(wrapped, index.shape, { device: index.device });
}
