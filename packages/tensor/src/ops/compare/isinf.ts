import { apply } from "../../op/apply.js";
import { noGradient } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { defineUnaryOp } from "../elementwise.js";

const isinfOp = defineUnaryOp({
  name: "isinf",
  kernel: "isinf",
  dtype: "bool",
  grad: noGradient("a test is a step function"),
});

/**
 * Whether each element is infinite, of either sign, as bools.
 *
 * @example
 * tensor([1, Infinity]).isinf(); // => tensor([False,  True])
 * @see https://pytorch.org/docs/stable/generated/torch.isinf.html
 */
export function isinf(x: Tensor): Tensor {
  return apply(isinfOp, [x], undefined);
}
