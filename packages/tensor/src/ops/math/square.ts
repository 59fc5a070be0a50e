import { bind } from "../../arguments/bind.js";
import { requireCast } from "../../dtype.js";
import { apply } from "../../op/apply.js";
import { applyInPlace } from "../../op/inPlace.js";
import type { Tensor } from "../../tensor.js";
import { defineUnaryOp, unarySignature } from "../elementwise.js";

const squareOp = defineUnaryOp({
  name: "square",
  kernel: "square",
  saves: { inputs: [0] },
  grad: [(g, ctx) => g.mul(ctx.input(0)).mul(2)],
});

const squareSignature = unarySignature("square");
const squareInPlaceSignature = unarySignature("square_");

/**
 * Each element times itself; bools as int32.
 *
 * @example
 * tensor([-3]).square(); // => tensor([9.])
 * @see https://pytorch.org/docs/stable/generated/torch.square.html
 */
export function square(x: Tensor): Tensor {
  [x] = bind(squareSignature, arguments);
  return apply(squareOp, [x.dtype === "bool" ? x.to("int32") : x], undefined);
}

/**
 * {@link square}, in place.
 *
 * @throws {DTypeError} for a bool tensor.
 * @example
 * tensor([-3]).square_(); // => tensor([9.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.square_.html
 */
export function square_(x: Tensor): Tensor {
  [x] = bind(squareInPlaceSignature, arguments);
  if (x.dtype === "bool") requireCast("square_", "int32", x.dtype);
  return applyInPlace(squareOp, [x], undefined);
}
