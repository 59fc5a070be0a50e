import { bind } from "../../arguments/bind.js";
import { apply } from "../../op/apply.js";
import { applyInPlace } from "../../op/inPlace.js";
import type { Tensor } from "../../tensor.js";
import { defineUnaryOp, unarySignature } from "../elementwise.js";

const roundOp = defineUnaryOp({
  name: "round",
  kernel: "round",
  grad: [(g) => g.mul(0)],
});

const roundSignature = unarySignature("round");
const roundInPlaceSignature = unarySignature("round_");

/**
 * The nearest whole number, halves to the even one. The gradient is 0 everywhere.
 *
 * @example
 * tensor([0.5, 1.5, -2.5]).round(); // => tensor([ 0.,  2., -2.])
 * @see https://pytorch.org/docs/stable/generated/torch.round.html
 */
export function round(x: Tensor): Tensor {
  [x] = bind(roundSignature, arguments);
  return apply(roundOp, [x], undefined);
}

/**
 * {@link round}, in place.
 *
 * @example
 * tensor([0.5, 1.5, -2.5]).round_(); // => tensor([ 0.,  2., -2.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.round_.html
 */
export function round_(x: Tensor): Tensor {
  [x] = bind(roundInPlaceSignature, arguments);
  return applyInPlace(roundOp, [x], undefined);
}
