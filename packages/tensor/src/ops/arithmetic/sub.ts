import { DTypeError } from "../../errors.js";
import { apply } from "../../op/apply.js";
import { applyInPlace } from "../../op/inPlace.js";
import type { Operand } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { defineBinaryOp, promoteInPlace, promoteOperands } from "../elementwise.js";
import { type AlphaOptions, scaled } from "./add.js";

const subOp = defineBinaryOp({
  name: "sub",
  kernel: "sub",
  grad: [(g) => g, (g) => g.neg()],
});

/** True minus true would be false, but false minus true is no bool. */
function requireNoBools(op: string, x: Tensor, other: Operand): void {
  if (x.dtype === "bool" && typeof other !== "number" && other.dtype === "bool") {
    throw new DTypeError(`${op}: subtraction of two bool tensors is not supported; use logicalXor`);
  }
}

/**
 * Elementwise difference, `x - alpha * other`, with broadcasting and type promotion.
 *
 * @throws {ShapeError} when the shapes do not broadcast.
 * @throws {DTypeError} for two bool tensors.
 * @example
 * tensor([5, 7]).sub(tensor([1, 2])); // => tensor([4., 5.])
 * @see https://pytorch.org/docs/stable/generated/torch.sub.html
 */
export function sub(x: Tensor, other: Operand, options: AlphaOptions = {}): Tensor {
  requireNoBools("sub", x, other);
  return apply(subOp, promoteOperands(x, scaled(other, options.alpha ?? 1)), undefined);
}

/** {@link sub}, in place. */
export function sub_(x: Tensor, other: Operand, options: AlphaOptions = {}): Tensor {
  requireNoBools("sub_", x, other);
  return applyInPlace(subOp, [x, promoteInPlace("sub_", x, scaled(other, options.alpha ?? 1))], undefined);
}

/**
 * The difference the other way round, `other - x`, for numbers on the left.
 *
 * @example
 * tensor([1, 2]).rsub(10); // => tensor([9., 8.])
 */
export function rsub(x: Tensor, other: Operand): Tensor {
  requireNoBools("rsub", x, other);
  const [a, b] = promoteOperands(x, other);
  return apply(subOp, [b, a], undefined);
}
