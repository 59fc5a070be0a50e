import { apply } from "../../op/apply.js";
import { noGradient, type Operand } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { defineBinaryOp, promoteOperands } from "../elementwise.js";

const logicalXorOp = defineBinaryOp({
  name: "logicalXor",
  kernel: "logicalXor",
  dtype: "bool",
  grad: noGradient("a comparison is a step function"),
});

/**
 * Whether exactly one of both elements differs from zero, as bools.
 *
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * tensor([0, 2]).logicalXor(tensor([1, 1])); // => tensor([ True, False])
 * @see https://pytorch.org/docs/stable/generated/torch.logical_xor.html
 */
export function logicalXor(x: Tensor, other: Operand): Tensor {
  return apply(logicalXorOp, promoteOperands(x, other), undefined);
}
