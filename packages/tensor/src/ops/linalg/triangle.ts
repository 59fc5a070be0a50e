import { bind } from "../../arguments/bind.js";
import { aNumber } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { written } from "../../creation/written.js";
import { ShapeError } from "../../errors.js";
import { formatShape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

const trilSignature = triangleSignature("tril");
const triuSignature = triangleSignature("triu");

function triangleSignature(op: string) {
  return defineSignature(op, required("x", aTensor), optional("diagonal", aNumber, 0));
}

/** The matrices of `x`, with zeros above a diagonal (`isUpper`) or below it. */
function clear(op: string, x: Tensor, diagonal: number, isUpper: boolean): Tensor {
  if (x.ndim < 2) {
    throw new ShapeError(`${op}: expected at least two dimensions, got shape ${formatShape(x.shape)}`);
  }
  if (!Number.isInteger(diagonal)) throw new ShapeError(`${op}: diagonal must be a whole number, got ${diagonal}`);
  const [rows, columns] = x.shape.slice(-2);
  const mask = written([rows, columns], "bool", x.device, (data) => {
    data.fill(Number(isUpper));
    for (let i = 0; i < rows; i++) {
      // The first column above the diagonal, or on it: neither is the diagonal itself cleared.
      const border = Math.min(Math.max(i + diagonal + (isUpper ? 1 : 0), 0), columns);
      data.fill(Number(!isUpper), i * columns, i * columns + border);
    }
  });
  return x.maskedFill(mask, 0);
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
  return clear("tril", x, diagonal, true);
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
  return clear("triu", x, diagonal, false);
}
