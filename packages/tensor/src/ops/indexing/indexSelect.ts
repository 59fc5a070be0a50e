import { bind } from "../../arguments/bind.js";
import { aNumber } from "../../arguments/kinds.js";
import { defineSignature, named, required } from "../../arguments/signature.js";
import { anOperand, aTensor } from "../../arguments/tensorKinds.js";
import { zerosLike } from "../../creation/fill.js";
import { ShapeError } from "../../errors.js";
import { callAs } from "../../op/callAs.js";
import type { Operand } from "../../op/op.js";
import { formatShape, normalizeDim, type Shape, sameShape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { asLine } from "./gather.js";
import { checkPositions } from "./positions.js";
import { valuesInto } from "./source.js";

const x = required("x", aTensor);
const dim = required("dim", aNumber);
const index = required("index", aTensor);
const source = required("source", aTensor);
const alpha = named("alpha", aNumber, 1);

const selectSignature = defineSignature("indexSelect", x, dim, index);
const addSignature = defineSignature("indexAdd", x, dim, index, source, alpha);
const addInPlaceSignature = defineSignature("indexAdd_", x, dim, index, source, alpha);
const copySignature = defineSignature("indexCopy", x, dim, index, source);
const copyInPlaceSignature = defineSignature("indexCopy_", x, dim, index, source);
const value = required("value", anOperand);
const fillSignature = defineSignature("indexFill", x, dim, index, value);
const fillInPlaceSignature = defineSignature("indexFill_", x, dim, index, value);

/** A 1-d index stretched to a shape that runs along `dim` as it does, so that it picks whole slices. */
function sliceIndex(op: string, shape: Shape, dim: number, index: Tensor): Tensor {
  if (index.ndim > 1) {
    throw new ShapeError(`${op}: index is supposed to be a vector, got shape ${formatShape(index.shape)}`);
  }
  checkPositions(op, index, dim, shape[dim]);
  const count = index.numel();
  const line = index.reshape(shape.map((_, d) => (d === dim ? count : 1)));
  return line.expand(shape.map((size, d) => (d === dim ? count : size)));
}

/**
 * The slices at some indices along a dimension, in the order of the index.
 *
 * Shapes: index [n] -> the shape of x with n in place of the size of dim.
 *
 * @param dim Dimension to pick along, -ndim <= dim < ndim.
 * @param index int32 indices, each from 0 to the size of the dimension - 1.
 * @throws {ShapeError} for an index with more than one dimension.
 * @throws {DTypeError} for indices that are no integers.
 * @throws {IndexError} for an index or a dimension out of range.
 * @example
 * tensor([[1, 2], [3, 4], [5, 6]]).indexSelect(0, tensor([2, 0], { dtype: "int32" })); // => tensor([[5., 6.],
 * //            [1., 2.]])
 * @see https://pytorch.org/docs/stable/generated/torch.index_select.html
 */
export function indexSelect(x: Tensor, dim: number, index: Tensor): Tensor {
  [x, dim, index] = bind(selectSignature, arguments);
  const d = normalizeDim("indexSelect", dim, x.ndim);
  if (x.ndim > 0) return x.gather(d, sliceIndex("indexSelect", x.shape, d, index));
  if (index.numel() !== 1) throw new ShapeError("indexSelect: a 0-d tensor takes an index of one element");
  return x
    .reshape(1)
    .gather(0, sliceIndex("indexSelect", [1], 0, index))
    .reshape([]);
}

/** Options of {@link indexAdd}. */
export interface IndexAddOptions {
  /** A number that the source is multiplied by. Default 1. */
  readonly alpha?: number;
}

/** The index of whole slices, once it is clear that the source has one for each. */
function placesOf(op: string, x: Tensor, dim: number, index: Tensor, source: Tensor): [dim: number, index: Tensor] {
  const d = normalizeDim(op, dim, x.ndim);
  const places = sliceIndex(op, asLine(x).shape, d, index);
  if (!sameShape(asLine(source).shape, places.shape)) {
    throw new ShapeError(
      `${op}: source has shape ${formatShape(source.shape)}, expected ${formatShape(places.shape)}: that of the input ` +
        `${formatShape(x.shape)} with one slice per index along dimension ${d}`,
    );
  }
  return [d, places];
}

function scaled(source: Tensor, alpha: number): Tensor {
  return alpha === 1 ? source : source.mul(alpha);
}

/**
 * A copy of x with the slices of `source`, times alpha, added at some indices along a dimension.
 *
 * Shapes: index [n]; source the shape of x with n in place of the size of dim.
 *
 * @param dim Dimension of the slices, -ndim <= dim < ndim.
 * @param index int32 indices, each from 0 to the size of the dimension - 1.
 * @param source One slice for each index.
 * @throws {ShapeError} when source has not one slice per index.
 * @throws {DTypeError} for indices that are no integers, or a source of a higher kind than x.
 * @throws {IndexError} for an index or a dimension out of range.
 * @example
 * zeros(3).indexAdd(0, tensor([1, 1], { dtype: "int32" }), tensor([2, 3])); // => tensor([0., 5., 0.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.index_add_.html
 */
export function indexAdd(x: Tensor, dim: number, index: Tensor, source: Tensor, options?: IndexAddOptions): Tensor {
  const [input, d, picked, slices, alpha] = bind(addSignature, arguments);
  return callAs("indexAdd", () =>
    input.scatterAdd(...placesOf("indexAdd", input, d, picked, slices), scaled(slices, alpha)),
  );
}

/**
 * {@link indexAdd}, in place.
 *
 * @example
 * const x = ones(3);
 * x.indexAdd_(0, tensor([1, 1], { dtype: "int32" }), tensor([2, 3]), { alpha: 10 });
 * x; // => tensor([ 1., 51.,  1.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.index_add_.html
 */
export function indexAdd_(x: Tensor, dim: number, index: Tensor, source: Tensor, options?: IndexAddOptions): Tensor {
  const [input, d, picked, slices, alpha] = bind(addInPlaceSignature, arguments);
  return callAs("indexAdd_", () =>
    input.scatterAdd_(...placesOf("indexAdd_", input, d, picked, slices), scaled(slices, alpha)),
  );
}

/**
 * A copy of x with the slices of `source` written to some indices along a dimension; of several for one index the
 * last one stays.
 *
 * @param dim Dimension of the slices, -ndim <= dim < ndim.
 * @param index int32 indices, each from 0 to the size of the dimension - 1.
 * @param source One slice for each index.
 * @throws {ShapeError} when source has not one slice per index.
 * @throws {DTypeError} for indices that are no integers, or a source of a higher kind than x.
 * @throws {IndexError} for an index or a dimension out of range.
 * @example
 * zeros(3).indexCopy(0, tensor([2, 0], { dtype: "int32" }), tensor([7, 8])); // => tensor([8., 0., 7.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.index_copy_.html
 */
export function indexCopy(x: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
  [x, dim, index, source] = bind(copySignature, arguments);
  return callAs("indexCopy", () => x.scatter(...placesOf("indexCopy", x, dim, index, source), source));
}

/**
 * {@link indexCopy}, in place.
 *
 * @example
 * const x = zeros(3);
 * x.indexCopy_(0, tensor([2, 0], { dtype: "int32" }), tensor([7, 8]));
 * x; // => tensor([8., 0., 7.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.index_copy_.html
 */
export function indexCopy_(x: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
  [x, dim, index, source] = bind(copyInPlaceSignature, arguments);
  return callAs("indexCopy_", () => x.scatter_(...placesOf("indexCopy_", x, dim, index, source), source));
}

/** x with the value in the slices. Where an index is named twice, the value counts once, also for its gradient. */
function filled(op: string, x: Tensor, dim: number, index: Tensor, value: Operand): Tensor {
  const d = normalizeDim(op, dim, x.ndim);
  const places = sliceIndex(op, asLine(x).shape, d, index);
  if (typeof value === "number") return x.scatter(d, places, value);
  if (value.ndim > 0) {
    throw new ShapeError(`${op}: value must be a number or a 0-d tensor, got shape ${formatShape(value.shape)}`);
  }
  const isFilled = zerosLike(x.detach(), { dtype: "bool" }).scatter(d, places, 1);
  return (valuesInto(op, x, value) as Tensor).where(isFilled, x);
}

/**
 * A copy of x with one value written to the slices at some indices along a dimension.
 *
 * @param dim Dimension of the slices, -ndim <= dim < ndim.
 * @param index int32 indices, each from 0 to the size of the dimension - 1.
 * @param value A number, or a 0-d tensor.
 * @throws {ShapeError} for an index with more than one dimension, and a value with any.
 * @throws {DTypeError} for indices that are no integers, or a value of a higher kind than x.
 * @throws {IndexError} for an index or a dimension out of range.
 * @example
 * zeros(3, 2).indexFill(0, tensor([2, 0], { dtype: "int32" }), 7); // => tensor([[7., 7.],
 * //            [0., 0.],
 * //            [7., 7.]])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.index_fill_.html
 */
export function indexFill(x: Tensor, dim: number, index: Tensor, value: Operand): Tensor {
  const [input, along, picked, filling] = bind(fillSignature, arguments);
  return callAs("indexFill", () => filled("indexFill", input, along, picked, filling));
}

/**
 * {@link indexFill}, in place.
 *
 * @example
 * const x = zeros(3);
 * x.indexFill_(0, tensor([2, 0], { dtype: "int32" }), 7);
 * x; // => tensor([7., 0., 7.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.index_fill_.html
 */
export function indexFill_(x: Tensor, dim: number, index: Tensor, value: Operand): Tensor {
  const [input, along, picked, filling] = bind(fillInPlaceSignature, arguments);
  // The clone keeps the values that the gradient needs.
  const source = input.requiresGrad ? input.clone() : input;
  return callAs("indexFill_", () => input.copy_(filled("indexFill_", source, along, picked, filling)));
}
