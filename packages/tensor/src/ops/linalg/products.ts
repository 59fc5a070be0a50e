import { bind } from "../../arguments/bind.js";
import { defineSignature, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { ShapeError } from "../../errors.js";
import { formatShape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { multiply } from "./matmul.js";

const mmSignature = defineSignature("mm", required("x", aTensor), required("other", aTensor));
const mvSignature = defineSignature("mv", required("x", aTensor), required("vector", aTensor));
const dotSignature = defineSignature("dot", required("x", aTensor), required("other", aTensor));
const outerSignature = defineSignature("outer", required("x", aTensor), required("other", aTensor));

/**
 * The product of two matrices, `[M, K] x [K, N] -> [M, N]`; unlike `matmul`, of matrices only.
 *
 * @throws {ShapeError} unless both have two dimensions and a common inner size.
 * @example
 * tensor([[1, 2]]).mm(tensor([[3], [4]])); // => tensor([[11.]])
 * @see https://pytorch.org/docs/stable/generated/torch.mm.html
 */
export function mm(x: Tensor, other: Tensor): Tensor {
  [x, other] = bind(mmSignature, arguments);
  if (x.ndim !== 2 || other.ndim !== 2 || x.shape[1] !== other.shape[0]) {
    throw new ShapeError(
      `mm: expected shapes [M, K] and [K, N], got ${formatShape(x.shape)} and ${formatShape(other.shape)}`,
    );
  }
  return multiply("mm", x, other);
}

/**
 * The product of a matrix and a vector, `[M, K] x [K] -> [M]`.
 *
 * @throws {ShapeError} unless the shapes fit.
 * @example
 * tensor([[1, 2], [3, 4]]).mv(tensor([1, 10])); // => tensor([21., 43.])
 * @see https://pytorch.org/docs/stable/generated/torch.mv.html
 */
export function mv(x: Tensor, vector: Tensor): Tensor {
  [x, vector] = bind(mvSignature, arguments);
  if (x.ndim !== 2 || vector.ndim !== 1 || x.shape[1] !== vector.shape[0]) {
    throw new ShapeError(
      `mv: expected shapes [M, K] and [K], got ${formatShape(x.shape)} and ${formatShape(vector.shape)}`,
    );
  }
  return multiply("mv", x, vector);
}

/**
 * The inner product of two vectors, `[K] x [K] -> []`.
 *
 * @throws {ShapeError} unless both are vectors of one length.
 * @example
 * tensor([1, 2]).dot(tensor([3, 4])); // => tensor(11.)
 * @see https://pytorch.org/docs/stable/generated/torch.dot.html
 */
export function dot(x: Tensor, other: Tensor): Tensor {
  [x, other] = bind(dotSignature, arguments);
  if (x.ndim !== 1 || other.ndim !== 1 || x.shape[0] !== other.shape[0]) {
    throw new ShapeError(
      `dot: expected two vectors of one length, got ${formatShape(x.shape)} and ${formatShape(other.shape)}`,
    );
  }
  return multiply("dot", x, other);
}

/**
 * The outer product of two vectors, `[M] x [N] -> [M, N]`: every element of one times every element of the other.
 *
 * @throws {ShapeError} unless both are vectors.
 * @example
 * tensor([1, 2]).outer(tensor([3, 4])); // => tensor([[3., 4.],
 * //            [6., 8.]])
 * @see https://pytorch.org/docs/stable/generated/torch.outer.html
 */
export function outer(x: Tensor, other: Tensor): Tensor {
  [x, other] = bind(outerSignature, arguments);
  if (x.ndim !== 1 || other.ndim !== 1) {
    throw new ShapeError(`outer: expected two vectors, got ${formatShape(x.shape)} and ${formatShape(other.shape)}`);
  }
  return x.unsqueeze(1).mul(other);
}
