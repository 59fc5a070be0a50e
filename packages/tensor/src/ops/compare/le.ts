import { apply } from "../../op/apply.js";
import { noGradient, type Operand } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { defineBinaryOp, promoteOperands } from "../elementwise.js";

const leOp = defineBinaryOp({
  name: "le",
  kernel: "le",
  dtype: "bool",
  grad: noGradient("a comparison is a step function"),
});

/**
 * Whether each element of `x` is less than or equal to that of `other`, as bools, with broadcasting.
 *
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * tensor([1, 2, 3]).le(2); // => tensor([ True,  True, False])
 * @see https://pytorch.org/docs/stable/generated/torch.le.html
 */
export function le(x: Tensor, other: Operand): Tensor {
  return apply(leOp, promoteOperands(x, other), undefined);
}
