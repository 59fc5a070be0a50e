import { bind } from "../../arguments/bind.js";
import { apply } from "../../op/apply.js";
import { applyInPlace } from "../../op/inPlace.js";
import type { Tensor } from "../../tensor.js";
import { defineUnaryOp, unarySignature } from "../elementwise.js";

const absOp = defineUnaryOp({
  name: "abs",
  kernel: "abs",
  saves: { inputs: [0] },
  grad: [(g, ctx) => g.mul(ctx.input(0).sign())],
});

const absSignature = unarySignature("abs");
const absInPlaceSignature = unarySignature("abs_");

/**
 * The absolute value. The gradient at 0 is 0.
 *
 * @example
 * tensor([-3, 2]).abs(); // => tensor([3., 2.])
 * @see https://pytorch.org/docs/stable/generated/torch.abs.html
 */
export function abs(x: Tensor): Tensor {
  [x] = bind(absSignature, arguments);
  return apply(absOp, [x], undefined);
}

/**
 * {@link abs}, in place.
 *
 * @example
 * tensor([-3, 2]).abs_(); // => tensor([3., 2.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.abs_.html
 */
export function abs_(x: Tensor): Tensor {
  [x] = bind(absInPlaceSignature, arguments);
  return applyInPlace(absOp, [x], undefined);
}
