import { bind } from "../../arguments/bind.js";
import { aNumber } from "../../arguments/kinds.js";
import { defineSignature, named, required } from "../../arguments/signature.js";
import { anOperand, aTensor } from "../../arguments/tensorKinds.js";
import { apply } from "../../op/apply.js";
import { applyInPlace } from "../../op/inPlace.js";
import type { Operand } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { defineBinaryOp, promoteInPlace, promoteOperands } from "../elementwise.js";

const addOp = defineBinaryOp({
  name: "add",
  kernel: "add",
  grad: [(g) => g, (g) => g],
});

/** The signature of {@link add} and `sub`. */
export function alphaSignature(op: string) {
  return defineSignature(op, required("x", aTensor), required("other", anOperand), named("alpha", aNumber, 1));
}

const addSignature = alphaSignature("add");
const addInPlaceSignature = alphaSignature("add_");

/** Options of {@link add} and `sub`. */
export interface AlphaOptions {
  /** Multiplies `other` first. Default 1. */
  readonly alpha?: number;
}

/** `alpha` times an operand. */
export function scaled(other: Operand, alpha: number): Operand {
  if (alpha === 1) return other;
  return typeof other === "number" ? other * alpha : other.mul(alpha);
}

/**
 * Elementwise sum, `x + alpha * other`, with broadcasting and type promotion.
 *
 * @param other A tensor that broadcasts with x, or a number.
 * @param options A factor for other.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * tensor([1, 2]).add(tensor([[10], [20]])); // => tensor([[11., 12.],
 * //            [21., 22.]])
 * @see https://pytorch.org/docs/stable/generated/torch.add.html
 */
export function add(x: Tensor, other: Operand, options?: AlphaOptions): Tensor {
  const [input, addend, alpha] = bind(addSignature, arguments);
  return apply(addOp, promoteOperands(input, scaled(addend, alpha)), undefined);
}

/**
 * {@link add}, in place.
 *
 * @param other A tensor that broadcasts to the shape of x, or a number.
 * @param options A factor for other.
 * @throws {ShapeError} when the result has another shape than x.
 * @throws {DTypeError} for a float added to an integer tensor.
 * @example
 * tensor([1, 2]).add_(tensor([10, 20]), { alpha: 2 }); // => tensor([21., 42.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.add_.html
 */
export function add_(x: Tensor, other: Operand, options?: AlphaOptions): Tensor {
  const [input, addend, alpha] = bind(addInPlaceSignature, arguments);
  return applyInPlace(addOp, [input, promoteInPlace("add_", input, scaled(addend, alpha))], undefined);
}
