import { DTypeError } from "../../errors.js";
import { apply } from "../../op/apply.js";
import { applyInPlace } from "../../op/inPlace.js";
import type { Tensor } from "../../tensor.js";
import { defineUnaryOp } from "../elementwise.js";

const negOp = defineUnaryOp({
  name: "neg",
  kernel: "neg",
  grad: [(g) => g.neg()],
});

function requireNumbers(op: string, x: Tensor): void {
  if (x.dtype === "bool") throw new DTypeError(`${op}: negation of a bool tensor is not supported; use logicalNot`);
}

/**
 * Each element with the other sign.
 *
 * @throws {DTypeError} for a bool tensor.
 * @example
 * tensor([1, -2]).neg(); // => tensor([-1.,  2.])
 * @see https://pytorch.org/docs/stable/generated/torch.neg.html
 */
export function neg(x: Tensor): Tensor {
  requireNumbers("neg", x);
  return apply(negOp, [x], undefined);
}

/** {@link neg}, in place. */
export function neg_(x: Tensor): Tensor {
  requireNumbers("neg_", x);
  return applyInPlace(negOp, [x], undefined);
}
