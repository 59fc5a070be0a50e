import { bind } from "../../arguments/bind.js";
import { apply } from "../../op/apply.js";
import { noGradient } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { defineUnaryOp, unarySignature } from "../elementwise.js";

const isnanOp = defineUnaryOp({
  name: "isnan",
  kernel: "isnan",
  dtype: "bool",
  grad: noGradient("a test is a step function"),
});

const isnanSignature = unarySignature("isnan");

/**
 * True where an element is NaN, as a bool tensor.
 *
 * @example
 * tensor([1, Number.NaN]).isnan(); // => tensor([False,  True])
 * @see https://pytorch.org/docs/stable/generated/torch.isnan.html
 */
export function isnan(x: Tensor): Tensor {
  [x] = bind(isnanSignature, arguments);
  return apply(isnanOp, [x], undefined);
}
