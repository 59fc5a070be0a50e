import { bind } from "../../arguments/bind.js";
import { apply } from "../../op/apply.js";
import { noGradient } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { defineUnaryOp, unarySignature } from "../elementwise.js";

const isfiniteOp = defineUnaryOp({
  name: "isfinite",
  kernel: "isfinite",
  dtype: "bool",
  grad: noGradient("a test is a step function"),
});

const isfiniteSignature = unarySignature("isfinite");

/**
 * True where an element is neither infinite nor NaN, as a bool tensor.
 *
 * @example
 * tensor([1, Infinity]).isfinite(); // => tensor([ True, False])
 * @see https://pytorch.org/docs/stable/generated/torch.isfinite.html
 */
export function isfinite(x: Tensor): Tensor {
  [x] = bind(isfiniteSignature, arguments);
  return apply(isfiniteOp, [x], undefined);
}
