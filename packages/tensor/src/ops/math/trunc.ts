import { bind } from "../../arguments/bind.js";
import { zerosLike } from "../../creation/fill.js";
import { apply } from "../../op/apply.js";
import { applyInPlace } from "../../op/inPlace.js";
import type { Tensor } from "../../tensor.js";
import { defineUnaryOp, unarySignature } from "../elementwise.js";

const truncOp = defineUnaryOp({
  name: "trunc",
  kernel: "trunc",
  grad: [(g) => zerosLike(g)],
});

const truncSignature = unarySignature("trunc");
const truncInPlaceSignature = unarySignature("trunc_");

/**
 * The whole part, towards zero. The gradient is 0 everywhere.
 *
 * @example
 * tensor([1.7, -1.7]).trunc(); // => tensor([ 1., -1.])
 * @see https://pytorch.org/docs/stable/generated/torch.trunc.html
 */
export function trunc(x: Tensor): Tensor {
  [x] = bind(truncSignature, arguments);
  return apply(truncOp, [x], undefined);
}

/**
 * {@link trunc}, in place.
 *
 * @example
 * tensor([1.7, -1.7]).trunc_(); // => tensor([ 1., -1.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.trunc_.html
 */
export function trunc_(x: Tensor): Tensor {
  [x] = bind(truncInPlaceSignature, arguments);
  return applyInPlace(truncOp, [x], undefined);
}
