import { fromTypedArray } from "../../creation/tensor.js";
import { ShapeError } from "../../errors.js";
import { normalizeDim } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

/** The elements along `dim` in the order that `position` gives. */
function reorder(x: Tensor, dim: number, position: (i: number, size: number) => number): Tensor {
  const size = x.shape[dim];
  const indices = Int32Array.from({ length: size }, (_, i) => position(i, size));
  return x.indexSelect(dim, fromTypedArray(indices, [size], { device: x.device }));
}

/**
 * A copy with the elements along some dimensions in reverse order.
 *
 * @param dims One dimension or several.
 * @throws {ShapeError} when a dimension is named twice.
 * @example
 * tensor([1, 2, 3]).flip(0); // => tensor([3., 2., 1.])
 * @see https://pytorch.org/docs/stable/generated/torch.flip.html
 */
export function flip(x: Tensor, dims: number | readonly number[]): Tensor {
  const list = (typeof dims === "number" ? [dims] : dims).map((dim) => normalizeDim("flip", dim, x.ndim));
  if (new Set(list).size !== list.length) throw new ShapeError(`flip: a dim appears twice in [${list.join(", ")}]`);
  if (x.ndim === 0) return x.clone();
  return list.length === 0
    ? x.clone()
    : list.reduce((result, dim) => reorder(result, dim, (i, size) => size - 1 - i), x);
}

/**
 * A copy with the elements moved along some dimensions; what leaves at one end comes back at the other. Without dims
 * the tensor is rolled as if it were flat.
 *
 * @param shifts By how many places, as many as dims.
 * @throws {ShapeError} unless there are as many shifts as dims.
 * @example
 * tensor([1, 2, 3, 4]).roll(1); // => tensor([4., 1., 2., 3.])
 * @see https://pytorch.org/docs/stable/generated/torch.roll.html
 */
export function roll(x: Tensor, shifts: number | readonly number[], dims?: number | readonly number[]): Tensor {
  const steps = typeof shifts === "number" ? [shifts] : shifts;
  if (dims === undefined) {
    if (steps.length !== 1) throw new ShapeError(`roll: without dims expects one shift, got ${steps.length}`);
    return roll(x.reshape(x.numel()), steps, [0]).reshape(x.shape);
  }
  const list = (typeof dims === "number" ? [dims] : dims).map((dim) => normalizeDim("roll", dim, x.ndim));
  if (steps.length !== list.length)
    throw new ShapeError(`roll: shifts and dims must align, got ${steps.length} shifts and ${list.length} dims`);
  return list.reduce(
    (result, dim, k) => reorder(result, dim, (i, size) => (((i - steps[k]) % size) + size) % size),
    x.clone(),
  );
}
