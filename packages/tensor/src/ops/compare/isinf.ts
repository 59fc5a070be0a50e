import { bind } from "../../arguments/bind.js";
import { apply } from "../../op/apply.js";
import { noGradient } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { defineUnaryOp, unarySignature } from "../elementwise.js";

const isinfOp = defineUnaryOp({
  name: "isinf",
  kernel: "isinf",
  dtype: "bool",
  grad: noGradient("a test is a step function"),
});

const isinfSignature = unarySignature("isinf");

/**
 * True where an element is infinite, of either sign, as a bool tensor.
 *
 * @example
 * tensor([1, Infinity]).isinf(); // => tensor([False,  True])
 * @see https://pytorch.org/docs/stable/generated/torch.isinf.html
 */
export function isinf(x: Tensor): Tensor {
  [x] = bind(isinfSignature, arguments);
  return apply(isinfOp, [x], undefined);
}
