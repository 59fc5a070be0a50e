import type { View } from "../../backend/contract.js";
import { IndexError, ShapeError, ValueError } from "../../errors.js";
import { apply, applyView, defineOp, defineViewOp, type KernelOp, type Layout, type ViewOp } from "../../op.js";
import { contiguousStrides, formatShape, normalizeDim, numel, type Shape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

/** A region of a tensor: along `dim`, `length` elements from `start` on, `step` apart; the others whole. */
interface Region {
  readonly dim: number;
  readonly start: number;
  readonly length: number;
  readonly step: number;
}

function regionLayout(
  x: { readonly shape: Shape; readonly strides: readonly number[]; readonly offset: number },
  region: Region,
): Layout {
  const { dim, start, length, step } = region;
  return {
    shape: x.shape.map((size, d) => (d === dim ? length : size)),
    strides: x.strides.map((stride, d) => (d === dim ? stride * step : stride)),
    offset: x.offset + start * x.strides[dim],
  };
}

/** Zeros of a shape, with the input written into a region of it: the way back from a slice. */
const embedOp: KernelOp<{ readonly shape: Shape; readonly region: Region }> = defineOp({
  name: "sliceBackward",
  shape: (_, { shape }) => shape,
  forward: (kernels, [input], { shape, region }) => {
    const x = input as View;
    const buffer = kernels.allocate(numel(shape), x.dtype);
    const whole: View = { buffer, shape, strides: contiguousStrides(shape), offset: 0, dtype: x.dtype };
    kernels.fill(whole, 0);
    kernels.copy(x, { ...whole, ...regionLayout(whole, region) });
    return buffer;
  },
  grad: [(g, { attributes: { region } }) => applyView(sliceOp, g, region)],
});

const sliceOp: ViewOp<Region> = defineViewOp<Region>({
  name: "slice",
  layout: regionLayout,
  grad: [(g, ctx) => apply(embedOp, [g], { shape: ctx.inputShape(0), region: ctx.attributes })],
});

/** Options of {@link slice}. */
export interface SliceOptions {
  /** First element; counts from the end when negative. Default 0. */
  readonly start?: number | null;
  /** One past the last element; counts from the end when negative. Default: the end. */
  readonly end?: number | null;
  /** Every how many elements, >= 1. Default 1. */
  readonly step?: number;
}

function clampBound(bound: number, size: number): number {
  return Math.min(Math.max(bound < 0 ? bound + size : bound, 0), size);
}

/**
 * A view of a range along one dimension, as Python's `start:end:step`. Bounds outside of the dimension are clamped.
 *
 * @throws {ValueError} for a step below 1, as in PyTorch, or a bound that is no whole number.
 * @example
 * arange(10).slice(0, { start: 1, end: -1, step: 3 }); // => tensor([1., 4., 7.])
 */
export function slice(x: Tensor, dim: number, options: SliceOptions = {}): Tensor {
  const d = normalizeDim("slice", dim, x.ndim);
  const { step = 1 } = options;
  const size = x.shape[d];
  if (size === undefined) throw new ShapeError("slice: cannot be applied to a 0-d tensor");
  const from = options.start ?? 0;
  const to = options.end ?? size;
  if (!Number.isInteger(from) || !Number.isInteger(to))
    throw new ValueError(`slice: bounds must be whole numbers, got ${from}:${to}`);
  if (!Number.isInteger(step) || step < 1) throw new ValueError(`slice: step must be greater than zero, got ${step}`);
  const start = clampBound(from, size);
  const length = Math.max(0, Math.ceil((clampBound(to, size) - start) / step));
  return applyView(sliceOp, x, { dim: d, start, length, step });
}

/**
 * A view of `length` elements along one dimension, from `start` on, which may count from the end.
 *
 * @throws {IndexError} when the range leaves the dimension.
 * @example
 * arange(6).narrow(0, 2, 3); // => tensor([2., 3., 4.])
 * @see https://pytorch.org/docs/stable/generated/torch.narrow.html
 */
export function narrow(x: Tensor, dim: number, start: number, length: number): Tensor {
  const d = normalizeDim("narrow", dim, x.ndim);
  const size = x.shape[d] ?? 0;
  const first = start < 0 ? start + size : start;
  if (!Number.isInteger(first) || !Number.isInteger(length) || length < 0 || first < 0 || first + length > size) {
    throw new IndexError(`narrow: start (${start}) + length (${length}) exceeds dimension ${d} of size ${size}`);
  }
  return applyView(sliceOp, x, { dim: d, start: first, length, step: 1 });
}

/**
 * A view of one position along a dimension, which goes.
 *
 * @throws {IndexError} when the index is out of range, or the tensor is 0-d.
 * @example
 * tensor([[1, 2], [3, 4]]).select(0, -1); // => tensor([3., 4.])
 * @see https://pytorch.org/docs/stable/generated/torch.select.html
 */
export function select(x: Tensor, dim: number, index: number): Tensor {
  if (x.ndim === 0) throw new IndexError("select: cannot be applied to a 0-d tensor");
  const d = normalizeDim("select", dim, x.ndim);
  const size = x.shape[d];
  if (!Number.isInteger(index) || index < -size || index >= size) {
    throw new IndexError(
      `select: index ${index} is out of bounds for dimension ${d} with size ${size}; shape ${formatShape(x.shape)}`,
    );
  }
  const start = index < 0 ? index + size : index;
  return applyView(sliceOp, x, { dim: d, start, length: 1, step: 1 }).squeeze(d);
}
