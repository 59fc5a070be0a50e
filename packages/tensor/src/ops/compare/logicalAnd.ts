import { apply } from "../../op/apply.js";
import { noGradient, type Operand } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { defineBinaryOp, promoteOperands } from "../elementwise.js";

const logicalAndOp = defineBinaryOp({
  name: "logicalAnd",
  kernel: "logicalAnd",
  dtype: "bool",
  grad: noGradient("a comparison is a step function"),
});

/**
 * Whether both elements differ from zero, as bools.
 *
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * tensor([0, 2]).logicalAnd(tensor([1, 1])); // => tensor([False,  True])
 * @see https://pytorch.org/docs/stable/generated/torch.logical_and.html
 */
export function logicalAnd(x: Tensor, other: Operand): Tensor {
  return apply(logicalAndOp, promoteOperands(x, other), undefined);
}
