import { bind } from "../../arguments/bind.js";
import { requireFloat } from "../../dtype.js";
import { applyInPlace } from "../../op/inPlace.js";
import type { Tensor } from "../../tensor.js";
import { applyFloatUnary, defineUnaryOp, unarySignature } from "../elementwise.js";

const sqrtOp = defineUnaryOp({
  name: "sqrt",
  kernel: "sqrt",
  saves: { output: true },
  grad: [(g, ctx) => g.div(ctx.output().mul(2))],
});

const sqrtSignature = unarySignature("sqrt");
const sqrtInPlaceSignature = unarySignature("sqrt_");

/**
 * The square root; NaN below 0. The gradient at 0 is infinite. Integers become float32 first.
 *
 * @example
 * tensor([4, 9]).sqrt(); // => tensor([2., 3.])
 * @see https://pytorch.org/docs/stable/generated/torch.sqrt.html
 */
export function sqrt(x: Tensor): Tensor {
  [x] = bind(sqrtSignature, arguments);
  return applyFloatUnary(sqrtOp, x);
}

/**
 * {@link sqrt}, in place.
 *
 * @throws {DTypeError} for an integer tensor.
 * @example
 * tensor([4, 9]).sqrt_(); // => tensor([2., 3.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.sqrt_.html
 */
export function sqrt_(x: Tensor): Tensor {
  [x] = bind(sqrtInPlaceSignature, arguments);
  requireFloat("sqrt_", x.dtype);
  return applyInPlace(sqrtOp, [x], undefined);
}
