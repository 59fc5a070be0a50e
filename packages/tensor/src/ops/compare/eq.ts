import { apply } from "../../op/apply.js";
import { noGradient, type Operand } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { defineBinaryOp, promoteOperands } from "../elementwise.js";

const eqOp = defineBinaryOp({
  name: "eq",
  kernel: "eq",
  dtype: "bool",
  grad: noGradient("a comparison is a step function"),
});

/**
 * Whether each element of `x` is equal to that of `other`, as bools, with broadcasting.
 *
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * tensor([1, 2, 3]).eq(2); // => tensor([False,  True, False])
 * @see https://pytorch.org/docs/stable/generated/torch.eq.html
 */
export function eq(x: Tensor, other: Operand): Tensor {
  return apply(eqOp, promoteOperands(x, other), undefined);
}
