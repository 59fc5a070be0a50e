import { bind } from "../../arguments/bind.js";
import { aNumber } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { fromTypedArray } from "../../creation/tensor.js";
import { ShapeError } from "../../errors.js";
import { formatShape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

const trilSignature = triangleSignature("tril");
const triuSignature = triangleSignature("triu");

function triangleSignature(op: string) {
  return defineSignature(op, required("x", aTensor), optional("diagonal", aNumber, 0));
}

/** Zeros where `isCleared` says so of row and column; elsewhere the matrices of `x`. */
function clear(op: string, x: Tensor, diagonal: number, isCleared: (distance: number) => boolean): Tensor {
  if (x.ndim < 2) {
    throw new ShapeError(`${op}: expected at least two dimensions, got shape ${formatShape(x.shape)}`);
  }
  if (!Number.isInteger(diagonal)) throw new ShapeError(`${op}: diagonal must be a whole number, got ${diagonal}`);
  const [rows, columns] = x.shape.slice(-2);
  const mask = new Uint8Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) mask[i * columns + j] = Number(isCleared(j - i));
  }
  return x.maskedFill(fromTypedArray(mask, [rows, columns], { dtype: "bool", device: x.device }), 0);
}

/**
 * The lower triangles of the matrices in the last two dimensions, with zeros above the diagonal.
 *
 * @param diagonal The last diagonal that is kept: 0 is the main one, positive ones lie above it. Default 0.
 * @throws {ShapeError} for fewer than two dimensions.
 * @example
 * ones(2, 3).tril(); // => tensor([[1., 0., 0.],
 * //            [1., 1., 0.]])
 * @see https://pytorch.org/docs/stable/generated/torch.tril.html
 */
export function tril(x: Tensor, diagonal?: number | { readonly diagonal?: number }): Tensor {
  [x, diagonal] = bind(trilSignature, arguments);
  const kept = diagonal;
  return clear("tril", x, kept, (distance) => distance > kept);
}

/**
 * The upper triangles of the matrices in the last two dimensions, with zeros below the diagonal.
 *
 * @param diagonal The first diagonal that is kept: 0 is the main one, positive ones lie above it. Default 0.
 * @throws {ShapeError} for fewer than two dimensions.
 * @example
 * ones(2, 3).triu({ diagonal: 1 }); // => tensor([[0., 1., 1.],
 * //            [0., 0., 1.]])
 * @see https://pytorch.org/docs/stable/generated/torch.triu.html
 */
export function triu(x: Tensor, diagonal?: number | { readonly diagonal?: number }): Tensor {
  [x, diagonal] = bind(triuSignature, arguments);
  const kept = diagonal;
  return clear("triu", x, kept, (distance) => distance < kept);
}
