import { requireFloat } from "../../dtype.js";
import { applyInPlace } from "../../op/inPlace.js";
import type { Tensor } from "../../tensor.js";
import { applyFloatUnary, defineUnaryOp } from "../elementwise.js";

const tanhOp = defineUnaryOp({
  name: "tanh",
  kernel: "tanh",
  saves: { output: true },
  grad: [(g, ctx) => g.mul(ctx.output().square().neg().add(1))],
});

/**
 * The hyperbolic tangent, in (-1, 1). Integers become float32 first.
 *
 * @example
 * tensor([0, 1]).tanh(); // => tensor([0.0000, 0.7616])
 * @see https://pytorch.org/docs/stable/generated/torch.tanh.html
 */
export function tanh(x: Tensor): Tensor {
  return applyFloatUnary(tanhOp, x);
}

/** {@link tanh}, in place. @throws {DTypeError} for an integer tensor. */
export function tanh_(x: Tensor): Tensor {
  requireFloat("tanh_", x.dtype);
  return applyInPlace(tanhOp, [x], undefined);
}
