import { bind } from "../../arguments/bind.js";
import { apply } from "../../op/apply.js";
import { noGradient, type Operand } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { binarySignature, defineBinaryOp, promoteCompared } from "../elementwise.js";

const neOp = defineBinaryOp({
  name: "ne",
  kernel: "ne",
  dtype: "bool",
  grad: noGradient("a comparison is a step function"),
});

const neSignature = binarySignature("ne");

/**
 * True where an element of `x` is not equal to that of `other`, as a bool tensor, with broadcasting.
 *
 * @param other A tensor that broadcasts with x, or a number.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * tensor([1, 2, 3]).ne(2); // => tensor([ True, False,  True])
 * @see https://pytorch.org/docs/stable/generated/torch.ne.html
 */
export function ne(x: Tensor, other: Operand): Tensor {
  [x, other] = bind(neSignature, arguments);
  return apply(neOp, promoteCompared(x, other), undefined);
}
