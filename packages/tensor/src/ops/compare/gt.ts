import { bind } from "../../arguments/bind.js";
import { apply } from "../../op/apply.js";
import { noGradient, type Operand } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { binarySignature, defineBinaryOp, promoteCompared } from "../elementwise.js";

const gtOp = defineBinaryOp({
  name: "gt",
  kernel: "gt",
  dtype: "bool",
  grad: noGradient("a comparison is a step function"),
});

const gtSignature = binarySignature("gt");

/**
 * True where an element of `x` is greater than that of `other`, as a bool tensor, with broadcasting.
 *
 * @param other A tensor that broadcasts with x, or a number.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * tensor([1, 2, 3]).gt(2); // => tensor([False, False,  True])
 * @see https://pytorch.org/docs/stable/generated/torch.gt.html
 */
export function gt(x: Tensor, other: Operand): Tensor {
  [x, other] = bind(gtSignature, arguments);
  return apply(gtOp, promoteCompared(x, other), undefined);
}
