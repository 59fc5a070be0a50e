import { bind } from "../../arguments/bind.js";
import { DTypeError } from "../../errors.js";
import { apply } from "../../op/apply.js";
import { callAs } from "../../op/callAs.js";
import { applyInPlace } from "../../op/inPlace.js";
import type { Operand } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { defineBinaryOp, promoteInPlace, promoteOperands } from "../elementwise.js";
import { type AlphaOptions, alphaSignature, scaled } from "./add.js";

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

const subSignature = alphaSignature("sub");
const subInPlaceSignature = alphaSignature("sub_");
const rsubSignature = alphaSignature("rsub");

/**
 * Elementwise difference, `x - alpha * other`, with broadcasting and type promotion.
 *
 * @param other A tensor that broadcasts with x, or a number.
 * @param options A factor for other.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @throws {DTypeError} for two bool tensors.
 * @example
 * tensor([5, 7]).sub(tensor([1, 2])); // => tensor([4., 5.])
 * @see https://pytorch.org/docs/stable/generated/torch.sub.html
 */
export function sub(x: Tensor, other: Operand, options?: AlphaOptions): Tensor {
  const [input, subtrahend, alpha] = bind(subSignature, arguments);
  requireNoBools("sub", input, subtrahend);
  return apply(subOp, promoteOperands(input, scaled(subtrahend, alpha)), undefined);
}

/**
 * {@link sub}, in place.
 *
 * @param other A tensor that broadcasts to the shape of x, or a number.
 * @param options A factor for other.
 * @throws {ShapeError} when the result has another shape than x.
 * @throws {DTypeError} for two bool tensors, and for a float subtracted from an integer tensor.
 * @example
 * tensor([5, 7]).sub_(tensor([1, 2]), { alpha: 2 }); // => tensor([3., 3.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.sub_.html
 */
export function sub_(x: Tensor, other: Operand, options?: AlphaOptions): Tensor {
  const [input, subtrahend, alpha] = bind(subInPlaceSignature, arguments);
  requireNoBools("sub_", input, subtrahend);
  return applyInPlace(subOp, [input, promoteInPlace("sub_", input, scaled(subtrahend, alpha))], undefined);
}

/**
 * The difference the other way round, `other - alpha * x`, for numbers on the left.
 *
 * @param other A tensor that broadcasts with x, or a number.
 * @param options A factor for x.
 * @throws {DTypeError} for two bool tensors.
 * @example
 * tensor([1, 2]).rsub(10); // => tensor([9., 8.])
 * @see https://pytorch.org/docs/stable/generated/torch.sub.html
 */
export function rsub(x: Tensor, other: Operand, options?: AlphaOptions): Tensor {
  const [subtrahend, input, alpha] = bind(rsubSignature, arguments);
  requireNoBools("rsub", subtrahend, input);
  const [a, b] = promoteOperands(scaled(subtrahend, alpha), input);
  return callAs("rsub", () => apply(subOp, [b, a], undefined));
}
