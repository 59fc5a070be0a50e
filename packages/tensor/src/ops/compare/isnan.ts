import { apply } from "../../op/apply.js";
import { noGradient } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { defineUnaryOp } from "../elementwise.js";

const isnanOp = defineUnaryOp({
  name: "isnan",
  kernel: "isnan",
  dtype: "bool",
  grad: noGradient("a test is a step function"),
});

/**
 * Whether each element is NaN, as bools.
 *
 * @example
 * tensor([1, Number.NaN]).isnan(); // => tensor([False,  True])
 * @see https://pytorch.org/docs/stable/generated/torch.isnan.html
 */
export function isnan(x: Tensor): Tensor {
  return apply(isnanOp, [x], undefined);
}
