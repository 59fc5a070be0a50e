import { apply, applyInPlace } from "../../op.js";
import type { Tensor } from "../../tensor.js";
import { defineUnaryOp } from "../elementwise.js";

const negOp = defineUnaryOp({
  name: "neg",
  kernel: "neg",
  grad: [(g) => g.neg()],
});

/**
 * Each element with the other sign.
 *
 * @example
 * tensor([1, -2]).neg(); // => tensor([-1.,  2.])
 * @see https://pytorch.org/docs/stable/generated/torch.neg.html
 */
export function neg(x: Tensor): Tensor {
  return apply(negOp, [x], undefined);
}

/** {@link neg}, in place. */
export function neg_(x: Tensor): Tensor {
  return applyInPlace(negOp, [x], undefined);
}
