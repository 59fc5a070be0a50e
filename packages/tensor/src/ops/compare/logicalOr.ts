import { bind } from "../../arguments/bind.js";
import { apply } from "../../op/apply.js";
import { noGradient, type Operand } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { binarySignature, defineBinaryOp, promoteOperands } from "../elementwise.js";

const logicalOrOp = defineBinaryOp({
  name: "logicalOr",
  kernel: "logicalOr",
  dtype: "bool",
  grad: noGradient("a comparison is a step function"),
});

const logicalOrSignature = binarySignature("logicalOr");

/**
 * True where at least one of both elements differs from zero, as a bool tensor.
 *
 * @param other A tensor that broadcasts with x, or a number.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * tensor([0, 2]).logicalOr(tensor([0, 0])); // => tensor([False,  True])
 * @see https://pytorch.org/docs/stable/generated/torch.logical_or.html
 */
export function logicalOr(x: Tensor, other: Operand): Tensor {
  [x, other] = bind(logicalOrSignature, arguments);
  return apply(logicalOrOp, promoteOperands(x, other), undefined);
}
