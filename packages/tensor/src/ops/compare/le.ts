import { bind } from "../../arguments/bind.js";
import { apply } from "../../op/apply.js";
import { noGradient, type Operand } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { binarySignature, defineBinaryOp, promoteCompared } from "../elementwise.js";

const leOp = defineBinaryOp({
  name: "le",
  kernel: "le",
  dtype: "bool",
  grad: noGradient("a comparison is a step function"),
});

const leSignature = binarySignature("le");

/**
 * True where an element of `x` is less than or equal to that of `other`, as a bool tensor, with broadcasting.
 *
 * @param other A tensor that broadcasts with x, or a number.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * tensor([1, 2, 3]).le(2); // => tensor([ True,  True, False])
 * @see https://pytorch.org/docs/stable/generated/torch.le.html
 */
export function le(x: Tensor, other: Operand): Tensor {
  [x, other] = bind(leSignature, arguments);
  return apply(leOp, promoteCompared(x, other), undefined);
}
