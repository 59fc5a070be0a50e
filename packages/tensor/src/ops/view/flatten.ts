import { bind } from "../../arguments/bind.js";
import { aNumber, numbers } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { ShapeError } from "../../errors.js";
import { formatShape, normalizeDim } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { inferSizes } from "./view.js";

const flattenSignature = defineSignature(
  "flatten",
  required("x", aTensor),
  optional("startDim", aNumber, 0),
  optional("endDim", aNumber, -1),
);
const ravelSignature = defineSignature("ravel", required("x", aTensor));
const unflattenSignature = defineSignature(
  "unflatten",
  required("x", aTensor),
  required("dim", aNumber),
  required("sizes", numbers),
);

/**
 * Joins the dimensions from `startDim` to `endDim`, both included, into one; a view where that is possible.
 *
 * @param startDim First dimension to join, -ndim <= startDim < ndim. Default 0.
 * @param endDim Last dimension to join, -ndim <= endDim < ndim. Default -1.
 * @throws {ShapeError} when startDim comes after endDim.
 * @throws {IndexError} for a dimension out of range.
 * @example
 * zeros(2, 3, 4).flatten(1).shape; // => [2, 12]
 * @see https://pytorch.org/docs/stable/generated/torch.flatten.html
 */
export function flatten(
  x: Tensor,
  startDim?: number | { readonly startDim?: number; readonly endDim?: number },
  endDim?: number | { readonly endDim?: number },
): Tensor {
  [x, startDim, endDim] = bind(flattenSignature, arguments);
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
 * All elements in one dimension, row by row; a view where that is possible.
 *
 * @example
 * tensor([[1, 2], [3, 4]]).ravel(); // => tensor([1., 2., 3., 4.])
 * @see https://pytorch.org/docs/stable/generated/torch.ravel.html
 */
export function ravel(x: Tensor): Tensor {
  [x] = bind(ravelSignature, arguments);
  return x.reshape(x.numel());
}

/**
 * A view with one dimension split into several, one of which may be -1; the reverse of {@link flatten}.
 *
 * @param dim Dimension to split, -ndim <= dim < ndim.
 * @param sizes What it is split into, outermost first.
 * @throws {ShapeError} when the sizes do not multiply to the dimension's, or for a 0-d tensor.
 * @throws {IndexError} for a dimension out of range.
 * @example
 * zeros(2, 12).unflatten(1, [3, -1]).shape; // => [2, 3, 4]
 * @see https://pytorch.org/docs/stable/generated/torch.unflatten.html
 */
export function unflatten(x: Tensor, dim: number, sizes: readonly number[]): Tensor {
  [x, dim, sizes] = bind(unflattenSignature, arguments);
  const d = normalizeDim("unflatten", dim, x.ndim);
  if (x.ndim === 0 || sizes.length === 0) {
    throw new ShapeError(
      `unflatten: expected a dimension to split and sizes for it, got shape ${formatShape(x.shape)} and sizes ${formatShape(sizes)}`,
    );
  }
  const filled = inferSizes("unflatten", x.shape[d], sizes);
  return x.view([...x.shape.slice(0, d), ...filled, ...x.shape.slice(d + 1)]);
}
