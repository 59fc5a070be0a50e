import { requireFloat } from "../../dtype.js";
import { applyInPlace } from "../../op/inPlace.js";
import type { Tensor } from "../../tensor.js";
import { applyFloatUnary, defineUnaryOp } from "../elementwise.js";

const logOp = defineUnaryOp({
  name: "log",
  kernel: "log",
  saves: { inputs: [0] },
  grad: [(g, ctx) => g.div(ctx.input(0))],
});

/**
 * The natural logarithm; -inf at 0, NaN below. Integers become float32 first.
 *
 * @example
 * tensor([1, 10]).log(); // => tensor([0.0000, 2.3026])
 * @see https://pytorch.org/docs/stable/generated/torch.log.html
 */
export function log(x: Tensor): Tensor {
  return applyFloatUnary(logOp, x);
}

/** {@link log}, in place. @throws {DTypeError} for an integer tensor. */
export function log_(x: Tensor): Tensor {
  requireFloat("log_", x.dtype);
  return applyInPlace(logOp, [x], undefined);
}
