import { apply } from "../../op/apply.js";
import { applyInPlace } from "../../op/inPlace.js";
import type { Tensor } from "../../tensor.js";
import { defineUnaryOp } from "../elementwise.js";

const ceilOp = defineUnaryOp({
  name: "ceil",
  kernel: "ceil",
  grad: [(g) => g.mul(0)],
});

/**
 * The smallest whole number not below each element. The gradient is 0 everywhere.
 *
 * @example
 * tensor([1.2, -1.7]).ceil(); // => tensor([ 2., -1.])
 * @see https://pytorch.org/docs/stable/generated/torch.ceil.html
 */
export function ceil(x: Tensor): Tensor {
  return apply(ceilOp, [x], undefined);
}

/** {@link ceil}, in place. */
export function ceil_(x: Tensor): Tensor {
  return applyInPlace(ceilOp, [x], undefined);
}
