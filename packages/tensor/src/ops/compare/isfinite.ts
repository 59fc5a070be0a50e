import { apply } from "../../op/apply.js";
import { noGradient } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { defineUnaryOp } from "../elementwise.js";

const isfiniteOp = defineUnaryOp({
  name: "isfinite",
  kernel: "isfinite",
  dtype: "bool",
  grad: noGradient("a test is a step function"),
});

/**
 * Whether each element is neither infinite nor NaN, as bools.
 *
 * @example
 * tensor([1, Infinity]).isfinite(); // => tensor([ True, False])
 * @see https://pytorch.org/docs/stable/generated/torch.isfinite.html
 */
export function isfinite(x: Tensor): Tensor {
  return apply(isfiniteOp, [x], undefined);
}
