import { bind } from "../../arguments/bind.js";
import { aNumber, nullable } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { IndexError, ValueError } from "../../errors.js";
import { applyView } from "../../op/apply.js";
import { normalizeDim } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { along, defineRegionOp } from "./region.js";

const sliceOp = defineRegionOp("slice");
const selectOp = defineRegionOp("select");

const sliceSignature = defineSignature(
  "slice",
  required("x", aTensor),
  required("dim", aNumber),
  optional("start", nullable(aNumber), null),
  optional("end", nullable(aNumber), null),
  optional("step", nullable(aNumber), null),
);
const narrowSignature = defineSignature(
  "narrow",
  required("x", aTensor),
  required("dim", aNumber),
  required("start", aNumber),
  required("length", aNumber),
);
const selectSignature = defineSignature(
  "select",
  required("x", aTensor),
  required("dim", aNumber),
  required("index", aNumber),
);

/** A range along a dimension; what is left out is as in Python. */
export interface SliceOptions {
  /** First element; counts from the end when negative. Default 0. */
  readonly start?: number | null;
  /** One past the last element; counts from the end when negative. Default: the end. */
  readonly end?: number | null;
  /** Distance between two elements, >= 1. Default 1. */
  readonly step?: number | null;
}

/** A range with both bounds within its dimension. */
export interface Range {
  readonly start: number;
  readonly length: number;
  readonly step: number;
}

function clampBound(bound: number, size: number): number {
  return Math.min(Math.max(bound < 0 ? bound + size : bound, 0), size);
}

/**
 * A range in a dimension of `size`: bounds count from the end when negative, and are clamped.
 * @throws {ValueError} for bounds that are no whole numbers, or a step below 1.
 */
export function resolveRange(op: string, size: number, options: SliceOptions): Range {
  const from = options.start ?? 0;
  const to = options.end ?? size;
  const step = options.step ?? 1;
  if (!Number.isInteger(from) || !Number.isInteger(to)) {
    throw new ValueError(`${op}: bounds must be whole numbers, got ${from} and ${to}`);
  }
  if (!Number.isInteger(step) || step < 1) throw new ValueError(`${op}: step must be greater than zero, got ${step}`);
  const start = clampBound(from, size);
  return { start, length: Math.max(0, Math.ceil((clampBound(to, size) - start) / step)), step };
}

function requireDimension(op: string, x: Tensor): void {
  if (x.ndim === 0) throw new IndexError(`${op}: cannot be applied to a 0-d tensor`);
}

/**
 * A view of a range along one dimension, as Python's `start:end:step`. Bounds outside of the dimension are clamped.
 *
 * @param dim Dimension to run along, -ndim <= dim < ndim.
 * @param start First element; counts from the end when negative. Default 0.
 * @param end One past the last element; counts from the end when negative. Default: the end.
 * @param step Distance between two elements, >= 1. Default 1.
 * @throws {IndexError} for a dimension out of range, or a 0-d tensor.
 * @throws {ValueError} for a step below 1, as in PyTorch, or a bound that is no whole number.
 * @example
 * arange(10).slice(0, 1, 4); // => tensor([1., 2., 3.])
 * arange(10).slice(0, { start: 1, end: -1, step: 3 }); // => tensor([1., 4., 7.])
 * @see https://pytorch.org/docs/stable/tensor_view.html
 */
export function slice(
  x: Tensor,
  dim: number,
  start?: number | null | SliceOptions,
  end?: number | null | Omit<SliceOptions, "start">,
  step?: number | null | Pick<SliceOptions, "step">,
): Tensor {
  [x, dim, start, end, step] = bind(sliceSignature, arguments);
  requireDimension("slice", x);
  const d = normalizeDim("slice", dim, x.ndim);
  const range = resolveRange("slice", x.shape[d], { start, end, step });
  return applyView(sliceOp, x, along(x, d, range.start, [{ dim: d, size: range.length, step: range.step }]));
}

/**
 * A view of `length` elements along one dimension, from `start` on, which may count from the end.
 *
 * @param dim Dimension to run along, -ndim <= dim < ndim.
 * @param start First element; counts from the end when negative.
 * @param length Number of elements, >= 0.
 * @throws {IndexError} when the range leaves the dimension, or for a 0-d tensor.
 * @example
 * arange(6).narrow(0, 2, 3); // => tensor([2., 3., 4.])
 * @see https://pytorch.org/docs/stable/generated/torch.narrow.html
 */
export function narrow(x: Tensor, dim: number, start: number, length: number): Tensor {
  [x, dim, start, length] = bind(narrowSignature, arguments);
  requireDimension("narrow", x);
  const d = normalizeDim("narrow", dim, x.ndim);
  const size = x.shape[d];
  if (!Number.isInteger(start) || !Number.isInteger(length) || length < 0) {
    throw new IndexError(
      `narrow: start and length must be whole numbers, and length >= 0, got start ${start} and length ${length}`,
    );
  }
  const first = start < 0 ? start + size : start;
  if (first < 0 || first + length > size) {
    throw new IndexError(`narrow: start (${start}) + length (${length}) exceeds dimension ${d} with size ${size}`);
  }
  return applyView(sliceOp, x, along(x, d, first, [{ dim: d, size: length, step: 1 }]));
}

/**
 * An index that may count from the end as one that counts from the front.
 * @throws {IndexError} unless it is a whole number with `-size <= index < size`.
 */
export function resolveIndex(op: string, index: number, dim: number, size: number): number {
  if (!Number.isInteger(index) || index < -size || index >= size) {
    throw new IndexError(`${op}: index ${index} is out of bounds for dimension ${dim} with size ${size}`);
  }
  return index < 0 ? index + size : index;
}

/**
 * Selects one index along a dimension, and removes the dimension: a view.
 *
 * @param dim Dimension to remove, -ndim <= dim < ndim.
 * @param index Index along it; counts from the end when negative.
 * @throws {IndexError} when the dimension or the index is out of range, or the tensor is 0-d.
 * @example
 * tensor([[1, 2], [3, 4]]).select(0, -1); // => tensor([3., 4.])
 * @see https://pytorch.org/docs/stable/generated/torch.select.html
 */
export function select(x: Tensor, dim: number, index: number): Tensor {
  [x, dim, index] = bind(selectSignature, arguments);
  requireDimension("select", x);
  const d = normalizeDim("select", dim, x.ndim);
  return applyView(selectOp, x, along(x, d, resolveIndex("select", index, d, x.shape[d]), []));
}
