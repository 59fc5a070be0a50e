import { bind } from "../../arguments/bind.js";
import { requireFloat } from "../../dtype.js";
import { applyInPlace } from "../../op/inPlace.js";
import type { Tensor } from "../../tensor.js";
import { applyFloatUnary, defineUnaryOp, unarySignature } from "../elementwise.js";

const tanhOp = defineUnaryOp({
  name: "tanh",
  kernel: "tanh",
  saves: { output: true },
  grad: [(g, ctx) => g.mul(ctx.output().square().neg().add(1))],
});

const tanhSignature = unarySignature("tanh");
const tanhInPlaceSignature = unarySignature("tanh_");

/**
 * The hyperbolic tangent, in (-1, 1). Integers become float32 first.
 *
 * @example
 * tensor([0, 1]).tanh(); // => tensor([0.0000, 0.7616])
 * @see https://pytorch.org/docs/stable/generated/torch.tanh.html
 */
export function tanh(x: Tensor): Tensor {
  [x] = bind(tanhSignature, arguments);
  return applyFloatUnary(tanhOp, x);
}

/**
 * {@link tanh}, in place.
 *
 * @throws {DTypeError} for an integer tensor.
 * @example
 * tensor([0, 1]).tanh_(); // => tensor([0.0000, 0.7616])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.tanh_.html
 */
export function tanh_(x: Tensor): Tensor {
  [x] = bind(tanhInPlaceSignature, arguments);
  requireFloat("tanh_", x.dtype);
  return applyInPlace(tanhOp, [x], undefined);
}
