import { bind } from "../../arguments/bind.js";
import { requireFloat } from "../../dtype.js";
import { applyInPlace } from "../../op/inPlace.js";
import type { Tensor } from "../../tensor.js";
import { applyFloatUnary, defineUnaryOp, unarySignature } from "../elementwise.js";

const sigmoidOp = defineUnaryOp({
  name: "sigmoid",
  kernel: "sigmoid",
  saves: { output: true },
  grad: [(g, ctx) => g.mul(ctx.output().mul(ctx.output().neg().add(1)))],
});

const sigmoidSignature = unarySignature("sigmoid");
const sigmoidInPlaceSignature = unarySignature("sigmoid_");

/**
 * The logistic function `1 / (1 + exp(-x))`, in (0, 1). Integers become float32 first.
 *
 * @example
 * tensor([0]).sigmoid(); // => tensor([0.5000])
 * @see https://pytorch.org/docs/stable/generated/torch.sigmoid.html
 */
export function sigmoid(x: Tensor): Tensor {
  [x] = bind(sigmoidSignature, arguments);
  return applyFloatUnary(sigmoidOp, x);
}

/**
 * {@link sigmoid}, in place.
 *
 * @throws {DTypeError} for an integer tensor.
 * @example
 * tensor([0]).sigmoid_(); // => tensor([0.5000])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.sigmoid_.html
 */
export function sigmoid_(x: Tensor): Tensor {
  [x] = bind(sigmoidInPlaceSignature, arguments);
  requireFloat("sigmoid_", x.dtype);
  return applyInPlace(sigmoidOp, [x], undefined);
}
