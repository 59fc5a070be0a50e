import { bind } from "../../arguments/bind.js";
import { isFloat } from "../../dtype.js";
import { callAs } from "../../op/callAs.js";
import type { Operand } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { binarySignature, promoteOperands } from "../elementwise.js";

const maxSignature = binarySignature("fmax");
const minSignature = binarySignature("fmin");

/** Elements of x where it wins or ties, or where the other one is NaN, else the other's: all of the gradient goes to one side. */
function choose(x: Tensor, other: Operand, wins: (a: Tensor, b: Operand) => Tensor): Tensor {
  const [a, b] = promoteOperands(x, other);
  const first = a as Tensor;
  const isFirst = wins(first, b);
  if (typeof b === "number") return Number.isNaN(b) ? first.clone() : first.where(isFirst, b);
  return first.where(isFloat(b.dtype) ? isFirst.logicalOr(b.isnan()) : isFirst, b);
}

/**
 * The larger one of two elements; where one is NaN the other one, unlike {@link maximum}.
 *
 * @param other A tensor that broadcasts with x, or a number.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * fmax(tensor([1, NaN]), tensor([3, 2])); // => tensor([3., 2.])
 * @see https://pytorch.org/docs/stable/generated/torch.fmax.html
 */
export function fmax(x: Tensor, other: Operand): Tensor {
  [x, other] = bind(maxSignature, arguments);
  return callAs("fmax", () => choose(x, other, (a, b) => a.ge(b)));
}

/**
 * The smaller one of two elements; where one is NaN the other one, unlike {@link minimum}.
 *
 * @param other A tensor that broadcasts with x, or a number.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * fmin(tensor([1, NaN]), tensor([3, 2])); // => tensor([1., 2.])
 * @see https://pytorch.org/docs/stable/generated/torch.fmin.html
 */
export function fmin(x: Tensor, other: Operand): Tensor {
  [x, other] = bind(minSignature, arguments);
  return callAs("fmin", () => choose(x, other, (a, b) => a.le(b)));
}
