import { bind } from "../../arguments/bind.js";
import { DTypeError } from "../../errors.js";
import { apply } from "../../op/apply.js";
import { applyInPlace } from "../../op/inPlace.js";
import type { Tensor } from "../../tensor.js";
import { defineUnaryOp, unarySignature } from "../elementwise.js";

const negOp = defineUnaryOp({
  name: "neg",
  kernel: "neg",
  grad: [(g) => g.neg()],
});

function requireNumbers(op: string, x: Tensor): void {
  if (x.dtype === "bool") throw new DTypeError(`${op}: negation of a bool tensor is not supported; use logicalNot`);
}

const negSignature = unarySignature("neg");
const negInPlaceSignature = unarySignature("neg_");

/**
 * Each element with the other sign.
 *
 * @throws {DTypeError} for a bool tensor.
 * @example
 * tensor([1, -2]).neg(); // => tensor([-1.,  2.])
 * @see https://pytorch.org/docs/stable/generated/torch.neg.html
 */
export function neg(x: Tensor): Tensor {
  [x] = bind(negSignature, arguments);
  requireNumbers("neg", x);
  return apply(negOp, [x], undefined);
}

/**
 * {@link neg}, in place.
 *
 * @throws {DTypeError} for a bool tensor.
 * @example
 * tensor([1, -2]).neg_(); // => tensor([-1.,  2.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.neg_.html
 */
export function neg_(x: Tensor): Tensor {
  [x] = bind(negInPlaceSignature, arguments);
  requireNumbers("neg_", x);
  return applyInPlace(negOp, [x], undefined);
}
