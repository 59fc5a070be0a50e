import { apply } from "../../op/apply.js";
import { applyInPlace } from "../../op/inPlace.js";
import type { Tensor } from "../../tensor.js";
import { defineUnaryOp } from "../elementwise.js";

const truncOp = defineUnaryOp({
  name: "trunc",
  kernel: "trunc",
  grad: [(g) => g.mul(0)],
});

/**
 * The whole part, towards zero. The gradient is 0 everywhere.
 *
 * @example
 * tensor([1.7, -1.7]).trunc(); // => tensor([ 1., -1.])
 * @see https://pytorch.org/docs/stable/generated/torch.trunc.html
 */
export function trunc(x: Tensor): Tensor {
  return apply(truncOp, [x], undefined);
}

/** {@link trunc}, in place. */
export function trunc_(x: Tensor): Tensor {
  return applyInPlace(truncOp, [x], undefined);
}
