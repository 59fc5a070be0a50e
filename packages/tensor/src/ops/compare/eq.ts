import { bind } from "../../arguments/bind.js";
import { apply } from "../../op/apply.js";
import { noGradient, type Operand } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { binarySignature, defineBinaryOp, promoteCompared } from "../elementwise.js";

const eqOp = defineBinaryOp({
  name: "eq",
  kernel: "eq",
  dtype: "bool",
  grad: noGradient("a comparison is a step function"),
});

const eqSignature = binarySignature("eq");

/**
 * True where an element of `x` is equal to that of `other`, as a bool tensor, with broadcasting.
 *
 * @param other A tensor that broadcasts with x, or a number.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * tensor([1, 2, 3]).eq(2); // => tensor([False,  True, False])
 * @see https://pytorch.org/docs/stable/generated/torch.eq.html
 */
export function eq(x: Tensor, other: Operand): Tensor {
  [x, other] = bind(eqSignature, arguments);
  return apply(eqOp, promoteCompared(x, other), undefined);
}
