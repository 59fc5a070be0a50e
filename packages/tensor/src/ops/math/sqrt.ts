import { requireFloat } from "../../dtype.js";
import { applyInPlace } from "../../op/inPlace.js";
import type { Tensor } from "../../tensor.js";
import { applyFloatUnary, defineUnaryOp } from "../elementwise.js";

const sqrtOp = defineUnaryOp({
  name: "sqrt",
  kernel: "sqrt",
  saves: { output: true },
  grad: [(g, ctx) => g.div(ctx.output().mul(2))],
});

/**
 * The square root; NaN below 0. The gradient at 0 is infinite. Integers become float32 first.
 *
 * @example
 * tensor([4, 9]).sqrt(); // => tensor([2., 3.])
 * @see https://pytorch.org/docs/stable/generated/torch.sqrt.html
 */
export function sqrt(x: Tensor): Tensor {
  return applyFloatUnary(sqrtOp, x);
}

/** {@link sqrt}, in place. @throws {DTypeError} for an integer tensor. */
export function sqrt_(x: Tensor): Tensor {
  requireFloat("sqrt_", x.dtype);
  return applyInPlace(sqrtOp, [x], undefined);
}
