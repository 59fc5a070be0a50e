import { bind } from "../../arguments/bind.js";
import { apply } from "../../op/apply.js";
import { noGradient, type Operand } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { binarySignature, defineBinaryOp, promoteOperands } from "../elementwise.js";

const logicalXorOp = defineBinaryOp({
  name: "logicalXor",
  kernel: "logicalXor",
  dtype: "bool",
  grad: noGradient("a comparison is a step function"),
});

const logicalXorSignature = binarySignature("logicalXor");

/**
 * True where exactly one of both elements differs from zero, as a bool tensor.
 *
 * @param other A tensor that broadcasts with x, or a number.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * tensor([0, 2]).logicalXor(tensor([1, 1])); // => tensor([ True, False])
 * @see https://pytorch.org/docs/stable/generated/torch.logical_xor.html
 */
export function logicalXor(x: Tensor, other: Operand): Tensor {
  [x, other] = bind(logicalXorSignature, arguments);
  return apply(logicalXorOp, promoteOperands(x, other), undefined);
}
