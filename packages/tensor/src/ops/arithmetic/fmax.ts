import { bind } from "../../arguments/bind.js";
import { isFloat } from "../../dtype.js";
import { callAs } from "../../op/callAs.js";
import type { Operand } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { binarySignature, promoteOperands } from "../elementwise.js";

const maxSignature = binarySignature("fmax");
const minSignature = binarySignature("fmin");

/** Both operands, each with the other one in place of NaN. */
function withoutNaN(x: Tensor, other: Operand): readonly [Tensor, Operand] {
  const [a, b] = promoteOperands(x, other);
  const first = a as Tensor;
  if (!isFloat(first.dtype)) return [first, b];
  if (typeof b === "number") return [first.maskedFill(first.isnan(), b), Number.isNaN(b) ? first : b];
  const [isFirst, isSecond] = [first.isnan(), b.isnan()];
  // Where both are NaN, the first one has the gradient.
  return [
    b.where(isFirst.logicalAnd(isSecond.logicalNot()), first),
    first.where(isSecond, b).maskedFill(isFirst.logicalAnd(isSecond), Number.NaN),
  ];
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
  const bound = bind(maxSignature, arguments);
  return callAs("fmax", () => {
    const [a, b] = withoutNaN(...bound);
    return a.maximum(b);
  });
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
  const bound = bind(minSignature, arguments);
  return callAs("fmin", () => {
    const [a, b] = withoutNaN(...bound);
    return a.minimum(b);
  });
}
