import { apply } from "../../op/apply.js";
import { applyInPlace } from "../../op/inPlace.js";
import type { Tensor } from "../../tensor.js";
import { defineUnaryOp } from "../elementwise.js";

const squareOp = defineUnaryOp({
  name: "square",
  kernel: "square",
  saves: { inputs: [0] },
  grad: [(g, ctx) => g.mul(ctx.input(0)).mul(2)],
});

/**
 * Each element times itself.
 *
 * @example
 * tensor([-3]).square(); // => tensor([9.])
 * @see https://pytorch.org/docs/stable/generated/torch.square.html
 */
export function square(x: Tensor): Tensor {
  return apply(squareOp, [x], undefined);
}

/** {@link square}, in place. */
export function square_(x: Tensor): Tensor {
  return applyInPlace(squareOp, [x], undefined);
}
