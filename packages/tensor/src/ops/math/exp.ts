import { bind } from "../../arguments/bind.js";
import { requireFloat } from "../../dtype.js";
import { applyInPlace } from "../../op/inPlace.js";
import type { Tensor } from "../../tensor.js";
import { applyFloatUnary, defineUnaryOp, unarySignature } from "../elementwise.js";

const expOp = defineUnaryOp({
  name: "exp",
  kernel: "exp",
  saves: { output: true },
  grad: [(g, ctx) => g.mul(ctx.output())],
});

const expSignature = unarySignature("exp");
const expInPlaceSignature = unarySignature("exp_");

/**
 * e to the power of each element. Integers become float32 first.
 *
 * @example
 * tensor([0, 1]).exp(); // => tensor([1.0000, 2.7183])
 * @see https://pytorch.org/docs/stable/generated/torch.exp.html
 */
export function exp(x: Tensor): Tensor {
  [x] = bind(expSignature, arguments);
  return applyFloatUnary(expOp, x);
}

/**
 * {@link exp}, in place.
 *
 * @throws {DTypeError} for an integer tensor.
 * @example
 * tensor([0, 1]).exp_(); // => tensor([1.0000, 2.7183])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.exp_.html
 */
export function exp_(x: Tensor): Tensor {
  [x] = bind(expInPlaceSignature, arguments);
  requireFloat("exp_", x.dtype);
  return applyInPlace(expOp, [x], undefined);
}
