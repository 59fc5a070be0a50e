import { bind } from "../../arguments/bind.js";
import { apply } from "../../op/apply.js";
import { noGradient, type Operand } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { binarySignature, defineBinaryOp, promoteCompared } from "../elementwise.js";

const geOp = defineBinaryOp({
  name: "ge",
  kernel: "ge",
  dtype: "bool",
  grad: noGradient("a comparison is a step function"),
});

const geSignature = binarySignature("ge");

/**
 * True where an element of `x` is greater than or equal to that of `other`, as a bool tensor, with broadcasting.
 *
 * @param other A tensor that broadcasts with x, or a number.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * tensor([1, 2, 3]).ge(2); // => tensor([False,  True,  True])
 * @see https://pytorch.org/docs/stable/generated/torch.ge.html
 */
export function ge(x: Tensor, other: Operand): Tensor {
  [x, other] = bind(geSignature, arguments);
  return apply(geOp, promoteCompared(x, other), undefined);
}
