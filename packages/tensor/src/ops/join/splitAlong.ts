import { bind } from "../../arguments/bind.js";
import { sizes } from "../../arguments/kinds.js";
import { defineSignature, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { ShapeError } from "../../errors.js";
import { callAs } from "../../op/callAs.js";
import { formatShape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

const splitSignature = (op: string) =>
  defineSignature(op, required("x", aTensor), required("indicesOrSections", sizes));
const columnsSignature = splitSignature("hsplit");
const rowsSignature = splitSignature("vsplit");
const depthSignature = splitSignature("dsplit");

function splitAlong(op: string, x: Tensor, sections: number | readonly number[], dim: number, least: number): Tensor[] {
  if (x.ndim < least) {
    throw new ShapeError(
      `${op}: expected a tensor of at least ${least} dimension${least === 1 ? "" : "s"}, got shape ${formatShape(x.shape)}`,
    );
  }
  if (typeof sections === "number" && sections > 0 && x.shape[dim] % sections !== 0) {
    throw new ShapeError(
      `${op}: ${sections} sections do not divide dimension ${dim} of shape ${formatShape(x.shape)}; write ` +
        `x.tensorSplit(${sections}, ${dim}) for sections of different sizes`,
    );
  }
  return callAs(op, () => x.tensorSplit(sections, dim));
}

/**
 * Views of equal sections side by side, along the second dimension, or the first of a 1-d tensor; or of the pieces between
 * the listed indices.
 *
 * @param indicesOrSections How many sections, which have to divide the size, or the indices where pieces begin.
 * @throws {ShapeError} for a 0-d tensor, or sections that do not divide the dimension.
 * @example
 * hsplit(tensor([1, 2, 3, 4]), 2)[1]; // => tensor([3., 4.])
 * @see https://pytorch.org/docs/stable/generated/torch.hsplit.html
 */
export function hsplit(x: Tensor, indicesOrSections: number | readonly number[]): Tensor[] {
  [x, indicesOrSections] = bind(columnsSignature, arguments);
  return splitAlong("hsplit", x, indicesOrSections, x.ndim === 1 ? 0 : 1, 1);
}

/**
 * Views of equal sections below each other, along the first dimension; or of the pieces between the listed indices.
 *
 * @param indicesOrSections How many sections, which have to divide the size, or the indices where pieces begin.
 * @throws {ShapeError} for fewer than two dimensions, or sections that do not divide the dimension.
 * @example
 * vsplit(tensor([[1, 2], [3, 4]]), 2)[1]; // => tensor([[3., 4.]])
 * @see https://pytorch.org/docs/stable/generated/torch.vsplit.html
 */
export function vsplit(x: Tensor, indicesOrSections: number | readonly number[]): Tensor[] {
  [x, indicesOrSections] = bind(rowsSignature, arguments);
  return splitAlong("vsplit", x, indicesOrSections, 0, 2);
}

/**
 * Views of equal sections along the third dimension; or of the pieces between the listed indices.
 *
 * @param indicesOrSections How many sections, which have to divide the size, or the indices where pieces begin.
 * @throws {ShapeError} for fewer than three dimensions, or sections that do not divide the dimension.
 * @example
 * dsplit(tensor([[[1, 2, 3, 4]]]), [1])[0].shape; // => [1, 1, 1]
 * @see https://pytorch.org/docs/stable/generated/torch.dsplit.html
 */
export function dsplit(x: Tensor, indicesOrSections: number | readonly number[]): Tensor[] {
  [x, indicesOrSections] = bind(depthSignature, arguments);
  return splitAlong("dsplit", x, indicesOrSections, 2, 3);
}
