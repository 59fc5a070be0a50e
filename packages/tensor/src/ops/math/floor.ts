import { bind } from "../../arguments/bind.js";
import { zerosLike } from "../../creation/fill.js";
import { apply } from "../../op/apply.js";
import { applyInPlace } from "../../op/inPlace.js";
import type { Tensor } from "../../tensor.js";
import { defineUnaryOp, unarySignature } from "../elementwise.js";

const floorOp = defineUnaryOp({
  name: "floor",
  kernel: "floor",
  grad: [(g) => zerosLike(g)],
});

const floorSignature = unarySignature("floor");
const floorInPlaceSignature = unarySignature("floor_");

/**
 * The largest whole number not above each element. The gradient is 0 everywhere.
 *
 * @example
 * tensor([1.7, -1.2]).floor(); // => tensor([ 1., -2.])
 * @see https://pytorch.org/docs/stable/generated/torch.floor.html
 */
export function floor(x: Tensor): Tensor {
  [x] = bind(floorSignature, arguments);
  return apply(floorOp, [x], undefined);
}

/**
 * {@link floor}, in place.
 *
 * @example
 * tensor([1.7, -1.2]).floor_(); // => tensor([ 1., -2.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.floor_.html
 */
export function floor_(x: Tensor): Tensor {
  [x] = bind(floorInPlaceSignature, arguments);
  return applyInPlace(floorOp, [x], undefined);
}
