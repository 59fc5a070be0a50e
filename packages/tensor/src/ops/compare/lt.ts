import { bind } from "../../arguments/bind.js";
import { apply } from "../../op/apply.js";
import { noGradient, type Operand } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { binarySignature, defineBinaryOp, promoteCompared } from "../elementwise.js";

const ltOp = defineBinaryOp({
  name: "lt",
  kernel: "lt",
  dtype: "bool",
  grad: noGradient("a comparison is a step function"),
});

const ltSignature = binarySignature("lt");

/**
 * True where an element of `x` is less than that of `other`, as a bool tensor, with broadcasting.
 *
 * @param other A tensor that broadcasts with x, or a number.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * tensor([1, 2, 3]).lt(2); // => tensor([ True, False, False])
 * @see https://pytorch.org/docs/stable/generated/torch.lt.html
 */
export function lt(x: Tensor, other: Operand): Tensor {
  [x, other] = bind(ltSignature, arguments);
  return apply(ltOp, promoteCompared(x, other), undefined);
}
