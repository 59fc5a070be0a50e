import { bind } from "../../arguments/bind.js";
import { apply } from "../../op/apply.js";
import { noGradient, type Operand } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { binarySignature, defineBinaryOp, promoteOperands } from "../elementwise.js";

const logicalAndOp = defineBinaryOp({
  name: "logicalAnd",
  kernel: "logicalAnd",
  dtype: "bool",
  grad: noGradient("a comparison is a step function"),
});

const logicalAndSignature = binarySignature("logicalAnd");

/**
 * True where both elements differ from zero, as a bool tensor.
 *
 * @param other A tensor that broadcasts with x, or a number.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * tensor([0, 2]).logicalAnd(tensor([1, 1])); // => tensor([False,  True])
 * @see https://pytorch.org/docs/stable/generated/torch.logical_and.html
 */
export function logicalAnd(x: Tensor, other: Operand): Tensor {
  [x, other] = bind(logicalAndSignature, arguments);
  return apply(logicalAndOp, promoteOperands(x, other), undefined);
}
