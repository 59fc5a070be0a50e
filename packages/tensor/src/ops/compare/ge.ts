import { apply } from "../../op/apply.js";
import { noGradient, type Operand } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { defineBinaryOp, promoteOperands } from "../elementwise.js";

const geOp = defineBinaryOp({
  name: "ge",
  kernel: "ge",
  dtype: "bool",
  grad: noGradient("a comparison is a step function"),
});

/**
 * Whether each element of `x` is greater than or equal to that of `other`, as bools, with broadcasting.
 *
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * tensor([1, 2, 3]).ge(2); // => tensor([False,  True,  True])
 * @see https://pytorch.org/docs/stable/generated/torch.ge.html
 */
export function ge(x: Tensor, other: Operand): Tensor {
  return apply(geOp, promoteOperands(x, other), undefined);
}
