import { ShapeError } from "../../errors.js";
import { formatShape, normalizeDim } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

/**
 * Joins the dimensions from `startDim` to `endDim`, both included, into one; a view where that is possible.
 *
 * @throws {ShapeError} when startDim comes after endDim.
 * @example
 * zeros(2, 3, 4).flatten(1).shape; // => [2, 12]
 * @see https://pytorch.org/docs/stable/generated/torch.flatten.html
 */
export function flatten(x: Tensor, startDim = 0, endDim = -1): Tensor {
  const start = normalizeDim("flatten", startDim, x.ndim);
  const end = normalizeDim("flatten", endDim, x.ndim);
  if (start > end)
    throw new ShapeError(`flatten: startDim ${startDim} comes after endDim ${endDim} in shape ${formatShape(x.shape)}`);
  if (x.ndim === 0) return x.reshape(1);
  if (start === end) return x;
  const joined = x.shape.slice(start, end + 1).reduce((product, size) => product * size, 1);
  return x.reshape([...x.shape.slice(0, start), joined, ...x.shape.slice(end + 1)]);
}

/**
 * Splits one dimension into several, one of which may be -1; the reverse of {@link flatten}.
 *
 * @throws {ShapeError} when the sizes do not multiply to the dimension's.
 * @example
 * zeros(2, 12).unflatten(1, [3, -1]).shape; // => [2, 3, 4]
 * @see https://pytorch.org/docs/stable/generated/torch.unflatten.html
 */
export function unflatten(x: Tensor, dim: number, sizes: readonly number[]): Tensor {
  const d = normalizeDim("unflatten", dim, x.ndim);
  const known = sizes.reduce((product, size) => (size === -1 ? product : product * size), 1);
  const filled = sizes.map((size) => (size === -1 ? x.shape[d] / known : size));
  if (filled.reduce((product, size) => product * size, 1) !== x.shape[d] || !filled.every(Number.isInteger)) {
    throw new ShapeError(
      `unflatten: sizes ${formatShape(sizes)} don't multiply up to the size of dim ${d} (${x.shape[d]}) of ${formatShape(x.shape)}`,
    );
  }
  return x.view([...x.shape.slice(0, d), ...filled, ...x.shape.slice(d + 1)]);
}
