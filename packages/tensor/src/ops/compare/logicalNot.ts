import { bind } from "../../arguments/bind.js";
import { apply } from "../../op/apply.js";
import { noGradient } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { defineUnaryOp, unarySignature } from "../elementwise.js";

const logicalNotOp = defineUnaryOp({
  name: "logicalNot",
  kernel: "logicalNot",
  dtype: "bool",
  grad: noGradient("a test is a step function"),
});

const logicalNotSignature = unarySignature("logicalNot");

/**
 * True where an element is zero, as a bool tensor.
 *
 * @example
 * tensor([0, 2]).logicalNot(); // => tensor([ True, False])
 * @see https://pytorch.org/docs/stable/generated/torch.logical_not.html
 */
export function logicalNot(x: Tensor): Tensor {
  [x] = bind(logicalNotSignature, arguments);
  return apply(logicalNotOp, [x], undefined);
}
