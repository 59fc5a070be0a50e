import { bind } from "../../arguments/bind.js";
import { requireFloat } from "../../dtype.js";
import { applyInPlace } from "../../op/inPlace.js";
import type { Tensor } from "../../tensor.js";
import { applyFloatUnary, defineUnaryOp, unarySignature } from "../elementwise.js";

const reciprocalOp = defineUnaryOp({
  name: "reciprocal",
  kernel: "reciprocal",
  saves: { output: true },
  grad: [(g, ctx) => g.mul(ctx.output().square()).neg()],
});

const reciprocalSignature = unarySignature("reciprocal");
const reciprocalInPlaceSignature = unarySignature("reciprocal_");

/**
 * One over each element. Integers become float32 first.
 *
 * @example
 * tensor([2, 4]).reciprocal(); // => tensor([0.5000, 0.2500])
 * @see https://pytorch.org/docs/stable/generated/torch.reciprocal.html
 */
export function reciprocal(x: Tensor): Tensor {
  [x] = bind(reciprocalSignature, arguments);
  return applyFloatUnary(reciprocalOp, x);
}

/**
 * {@link reciprocal}, in place.
 *
 * @throws {DTypeError} for an integer tensor.
 * @example
 * tensor([2, 4]).reciprocal_(); // => tensor([0.5000, 0.2500])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.reciprocal_.html
 */
export function reciprocal_(x: Tensor): Tensor {
  [x] = bind(reciprocalInPlaceSignature, arguments);
  requireFloat("reciprocal_", x.dtype);
  return applyInPlace(reciprocalOp, [x], undefined);
}
