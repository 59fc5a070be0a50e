import { requireIndex } from "../../dtype.js";
import { ShapeError } from "../../errors.js";
import { formatShape, normalizeDim } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

/** A 1-d index, seen in the shape of `x` but along `dim`, so that it picks whole slices. */
function sliceIndex(op: string, x: Tensor, dim: number, index: Tensor): Tensor {
  requireIndex(op, index.dtype);
  if (index.ndim > 1) throw new ShapeError(`${op}: index must be a vector, got shape ${formatShape(index.shape)}`);
  const count = index.numel();
  return index
    .reshape(x.shape.map((_, d) => (d === dim ? count : 1)))
    .expand(x.shape.map((size, d) => (d === dim ? count : size)));
}

/**
 * The slices at some positions along a dimension, in the order of the index.
 *
 * @param index A 1-d int32 tensor.
 * @throws {IndexError} for a position out of range.
 * @example
 * tensor([[1, 2], [3, 4], [5, 6]]).indexSelect(0, tensor([2, 0], { dtype: "int32" })); // => tensor([[5., 6.],
 * //            [1., 2.]])
 * @see https://pytorch.org/docs/stable/generated/torch.index_select.html
 */
export function indexSelect(x: Tensor, dim: number, index: Tensor): Tensor {
  const d = normalizeDim("indexSelect", dim, x.ndim);
  if (x.ndim === 0) return indexSelect(x.reshape(1), 0, index).reshape([]);
  return x.gather(d, sliceIndex("indexSelect", x, d, index));
}

/**
 * A copy of x with the slices of `source` added at some positions along a dimension.
 *
 * @throws {ShapeError} when source has not one slice per position.
 * @throws {IndexError} for a position out of range.
 * @example
 * zeros(3).indexAdd(0, tensor([1, 1], { dtype: "int32" }), tensor([2, 3])); // => tensor([0., 5., 0.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.index_add_.html
 */
export function indexAdd(x: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
  const d = normalizeDim("indexAdd", dim, x.ndim);
  checkSlices("indexAdd", x, d, index, source);
  return x.scatterAdd(d, sliceIndex("indexAdd", x, d, index), source);
}

/** {@link indexAdd}, in place. */
export function indexAdd_(x: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
  const d = normalizeDim("indexAdd_", dim, x.ndim);
  checkSlices("indexAdd_", x, d, index, source);
  return x.scatterAdd_(d, sliceIndex("indexAdd_", x, d, index), source);
}

/** A copy of x with the slices of `source` written to some positions along a dimension, as `torch.index_copy`. */
export function indexCopy(x: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
  const d = normalizeDim("indexCopy", dim, x.ndim);
  checkSlices("indexCopy", x, d, index, source);
  return x.scatter(d, sliceIndex("indexCopy", x, d, index), source);
}

function checkSlices(op: string, x: Tensor, dim: number, index: Tensor, source: Tensor): void {
  const expected = x.shape.map((size, d) => (d === dim ? index.numel() : size));
  if (formatShape(source.shape) !== formatShape(expected)) {
    throw new ShapeError(`${op}: source has shape ${formatShape(source.shape)}, expected ${formatShape(expected)}`);
  }
}
