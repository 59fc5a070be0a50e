import { bind } from "../../arguments/bind.js";
import { zerosLike } from "../../creation/fill.js";
import { apply } from "../../op/apply.js";
import { applyInPlace } from "../../op/inPlace.js";
import type { Tensor } from "../../tensor.js";
import { defineUnaryOp, unarySignature } from "../elementwise.js";

const ceilOp = defineUnaryOp({
  name: "ceil",
  kernel: "ceil",
  grad: [(g) => zerosLike(g)],
});

const ceilSignature = unarySignature("ceil");
const ceilInPlaceSignature = unarySignature("ceil_");

/**
 * The smallest whole number not below each element. The gradient is 0 everywhere.
 *
 * @example
 * tensor([1.2, -1.7]).ceil(); // => tensor([ 2., -1.])
 * @see https://pytorch.org/docs/stable/generated/torch.ceil.html
 */
export function ceil(x: Tensor): Tensor {
  [x] = bind(ceilSignature, arguments);
  return apply(ceilOp, [x], undefined);
}

/**
 * {@link ceil}, in place.
 *
 * @example
 * tensor([1.2, -1.7]).ceil_(); // => tensor([ 2., -1.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.ceil_.html
 */
export function ceil_(x: Tensor): Tensor {
  [x] = bind(ceilInPlaceSignature, arguments);
  return applyInPlace(ceilOp, [x], undefined);
}
