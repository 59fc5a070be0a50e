import { requireFloat } from "../../dtype.js";
import { applyInPlace } from "../../op/inPlace.js";
import type { Tensor } from "../../tensor.js";
import { applyFloatUnary, defineUnaryOp } from "../elementwise.js";

const expOp = defineUnaryOp({
  name: "exp",
  kernel: "exp",
  saves: { output: true },
  grad: [(g, ctx) => g.mul(ctx.output())],
});

/**
 * e to the power of each element. Integers become float32 first.
 *
 * @example
 * tensor([0, 1]).exp(); // => tensor([1.0000, 2.7183])
 * @see https://pytorch.org/docs/stable/generated/torch.exp.html
 */
export function exp(x: Tensor): Tensor {
  return applyFloatUnary(expOp, x);
}

/** {@link exp}, in place. @throws {DTypeError} for an integer tensor. */
export function exp_(x: Tensor): Tensor {
  requireFloat("exp_", x.dtype);
  return applyInPlace(expOp, [x], undefined);
}
