import { bind } from "../../arguments/bind.js";
import { requireFloat } from "../../dtype.js";
import { applyInPlace } from "../../op/inPlace.js";
import type { Tensor } from "../../tensor.js";
import { applyFloatUnary, defineUnaryOp, unarySignature } from "../elementwise.js";

const rsqrtOp = defineUnaryOp({
  name: "rsqrt",
  kernel: "rsqrt",
  saves: { output: true },
  grad: [(g, ctx) => g.mul(ctx.output().pow(3)).mul(-0.5)],
});

const rsqrtSignature = unarySignature("rsqrt");
const rsqrtInPlaceSignature = unarySignature("rsqrt_");

/**
 * One over the square root. Integers become float32 first.
 *
 * @example
 * tensor([4]).rsqrt(); // => tensor([0.5000])
 * @see https://pytorch.org/docs/stable/generated/torch.rsqrt.html
 */
export function rsqrt(x: Tensor): Tensor {
  [x] = bind(rsqrtSignature, arguments);
  return applyFloatUnary(rsqrtOp, x);
}

/**
 * {@link rsqrt}, in place.
 *
 * @throws {DTypeError} for an integer tensor.
 * @example
 * tensor([4]).rsqrt_(); // => tensor([0.5000])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.rsqrt_.html
 */
export function rsqrt_(x: Tensor): Tensor {
  [x] = bind(rsqrtInPlaceSignature, arguments);
  requireFloat("rsqrt_", x.dtype);
  return applyInPlace(rsqrtOp, [x], undefined);
}
