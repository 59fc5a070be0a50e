import { bind } from "../../arguments/bind.js";
import { requireFloat } from "../../dtype.js";
import { applyInPlace } from "../../op/inPlace.js";
import type { Tensor } from "../../tensor.js";
import { applyFloatUnary, defineUnaryOp, unarySignature } from "../elementwise.js";

const logOp = defineUnaryOp({
  name: "log",
  kernel: "log",
  saves: { inputs: [0] },
  grad: [(g, ctx) => g.div(ctx.input(0))],
});

const logSignature = unarySignature("log");
const logInPlaceSignature = unarySignature("log_");

/**
 * The natural logarithm; -inf at 0, NaN below. Integers become float32 first.
 *
 * @example
 * tensor([1, 10]).log(); // => tensor([0.0000, 2.3026])
 * @see https://pytorch.org/docs/stable/generated/torch.log.html
 */
export function log(x: Tensor): Tensor {
  [x] = bind(logSignature, arguments);
  return applyFloatUnary(logOp, x);
}

/**
 * {@link log}, in place.
 *
 * @throws {DTypeError} for an integer tensor.
 * @example
 * tensor([1, 10]).log_(); // => tensor([0.0000, 2.3026])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.log_.html
 */
export function log_(x: Tensor): Tensor {
  [x] = bind(logInPlaceSignature, arguments);
  requireFloat("log_", x.dtype);
  return applyInPlace(logOp, [x], undefined);
}
