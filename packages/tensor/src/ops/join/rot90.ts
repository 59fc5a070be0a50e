import { bind } from "../../arguments/bind.js";
import { anInteger, numbers } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { ShapeError } from "../../errors.js";
import { formatShape, normalizeDim } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { unarySignature } from "../elementwise.js";

const upDown = unarySignature("flipud");
const leftRight = unarySignature("fliplr");
const firstDims: readonly number[] = [0, 1];
const rotation = defineSignature(
  "rot90",
  required("x", aTensor),
  optional("k", anInteger, 1),
  optional("dims", numbers, firstDims),
);

/** Options of {@link rot90}. */
export interface Rot90Options {
  /** How many quarter turns, from the first of dims towards the second; negative ones turn back. Default 1. */
  readonly k?: number;
  /** The two dimensions of the plane. Default [0, 1]. */
  readonly dims?: readonly number[];
}

/**
 * A copy with the rows in reverse order, `flip(0)`.
 *
 * @throws {ShapeError} for a 0-d tensor.
 * @example
 * flipud(tensor([[1, 2], [3, 4]])); // => tensor([[3., 4.],
 * //            [1., 2.]])
 * @see https://pytorch.org/docs/stable/generated/torch.flipud.html
 */
export function flipud(x: Tensor): Tensor {
  [x] = bind(upDown, arguments);
  if (x.ndim < 1) throw new ShapeError("flipud: expected a tensor of at least 1 dimension, got shape []");
  return x.flip(0);
}

/**
 * A copy with the columns in reverse order, `flip(1)`.
 *
 * @throws {ShapeError} for a tensor of fewer than two dimensions.
 * @example
 * fliplr(tensor([[1, 2], [3, 4]])); // => tensor([[2., 1.],
 * //            [4., 3.]])
 * @see https://pytorch.org/docs/stable/generated/torch.fliplr.html
 */
export function fliplr(x: Tensor): Tensor {
  [x] = bind(leftRight, arguments);
  if (x.ndim < 2) {
    throw new ShapeError(`fliplr: expected a tensor of at least 2 dimensions, got shape ${formatShape(x.shape)}`);
  }
  return x.flip(1);
}

/**
 * A copy turned by quarter turns in the plane of two dimensions: for k > 0 from the first towards the second.
 *
 * @param k How many quarter turns; negative ones turn back. Default 1.
 * @param dims The two dimensions of the plane. Default [0, 1].
 * @throws {ShapeError} unless dims are two different dimensions.
 * @throws {IndexError} for a dimension out of range.
 * @example
 * rot90(tensor([[1, 2], [3, 4]])); // => tensor([[2., 4.],
 * //            [1., 3.]])
 * @see https://pytorch.org/docs/stable/generated/torch.rot90.html
 */
export function rot90(
  x: Tensor,
  k?: number | Rot90Options,
  dims?: readonly number[] | Pick<Rot90Options, "dims">,
): Tensor {
  [x, k, dims] = bind(rotation, arguments);
  if (dims.length !== 2) throw new ShapeError(`rot90: dims must be two dimensions, got ${formatShape(dims)}`);
  const [from, to] = dims.map((dim) => normalizeDim("rot90", dim, x.ndim));
  if (x.ndim < 2 || from === to) {
    throw new ShapeError(
      `rot90: dims must be two different dimensions, got ${formatShape(dims)} of shape ${formatShape(x.shape)}`,
    );
  }
  switch (((k % 4) + 4) % 4) {
    case 1:
      return x.flip(to).transpose(from, to);
    case 2:
      return x.flip(from, to);
    case 3:
      return x.flip(from).transpose(from, to);
    default:
      return x.clone();
  }
}
