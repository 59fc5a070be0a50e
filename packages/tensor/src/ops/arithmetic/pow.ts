import { bind } from "../../arguments/bind.js";
import { aNumber } from "../../arguments/kinds.js";
import { defineSignature, required } from "../../arguments/signature.js";
import { anOperand, aTensor } from "../../arguments/tensorKinds.js";
import { zerosLike } from "../../creation/fill.js";
import { type DType, isFloat } from "../../dtype.js";
import { ValueError } from "../../errors.js";
import { apply } from "../../op/apply.js";
import { applyInPlace } from "../../op/inPlace.js";
import type { Operand } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { defineBinaryOp, promoteInPlace, promoteOperands } from "../elementwise.js";

/** d/dx x^y = y x^(y-1); a power of 0 is flat even where x is 0 and x^-1 infinite. */
function baseGradient(g: Tensor, base: Tensor, exponent: Operand): Tensor {
  if (typeof exponent === "number") return exponent === 0 ? zerosLike(g) : g.mul(base.pow(exponent - 1).mul(exponent));
  const slope = base.pow(exponent.sub(1)).mul(exponent);
  return g.mul(slope.maskedFill(exponent.eq(0), 0));
}

/** d/dy x^y = x^y log x; 0 where x is 0 and y is not negative, although log 0 is infinite. */
function exponentGradient(g: Tensor, base: Operand, exponent: Tensor): Tensor {
  if (typeof base === "number") {
    const power = exponent.rpow(base);
    if (base === 0) return g.mul(power.mul(-Infinity).maskedFill(exponent.ge(0), 0));
    return g.mul(power.mul(Math.log(base)));
  }
  const flat = base.eq(0).logicalAnd(exponent.ge(0));
  // The mask keeps the infinite logarithm out of the product, where it would make NaN of a zero.
  const logarithm = base.maskedFill(flat, 1).log();
  return g.mul(base.pow(exponent).mul(logarithm));
}

const powOp = defineBinaryOp({
  name: "pow",
  kernel: "pow",
  saves: { inputs: [0, 1] },
  grad: [
    (g, ctx) => baseGradient(g, ctx.input(0), ctx.operand(1)),
    (g, ctx) => exponentGradient(g, ctx.operand(0), ctx.input(1)),
  ],
});

function requireExponent(op: string, dtype: DType, exponent: Operand): void {
  if (typeof exponent === "number" && Number.isInteger(exponent) && exponent < 0 && !isFloat(dtype)) {
    throw new ValueError(`${op}: integers to negative integer powers are not allowed, got ${exponent}`);
  }
}

function powSignature(op: string) {
  return defineSignature(op, required("x", aTensor), required("exponent", anOperand));
}

const signature = powSignature("pow");
const inPlaceSignature = powSignature("pow_");
const rpowSignature = defineSignature("rpow", required("x", aTensor), required("base", aNumber));

/**
 * Each element to the power of the other, with broadcasting. Anything to the power 0 is 1.
 *
 * @param exponent A tensor that broadcasts with x, or a number.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @throws {ValueError} for integers to a negative power.
 * @example
 * tensor([1, 2, 3]).pow(2); // => tensor([1., 4., 9.])
 * @see https://pytorch.org/docs/stable/generated/torch.pow.html
 */
export function pow(x: Tensor, exponent: Operand): Tensor {
  [x, exponent] = bind(signature, arguments);
  requireExponent("pow", x.dtype, exponent);
  return apply(powOp, promoteOperands(x, exponent), undefined);
}

/**
 * {@link pow}, in place.
 *
 * @param exponent A tensor that broadcasts to the shape of x, or a number.
 * @throws {ValueError} for integers to a negative power.
 * @throws {DTypeError} for an integer tensor to a fractional power.
 * @example
 * tensor([1, 2, 3]).pow_(2); // => tensor([1., 4., 9.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.pow_.html
 */
export function pow_(x: Tensor, exponent: Operand): Tensor {
  [x, exponent] = bind(inPlaceSignature, arguments);
  requireExponent("pow_", x.dtype, exponent);
  return applyInPlace(powOp, [x, promoteInPlace("pow_", x, exponent)], undefined);
}

/**
 * A number to the power of each element, for numbers on the left: `base ** x`.
 *
 * @param base A number.
 * @example
 * tensor([1, 2, 3]).rpow(2); // => tensor([2., 4., 8.])
 * @see https://pytorch.org/docs/stable/generated/torch.pow.html
 */
export function rpow(x: Tensor, base: number): Tensor {
  [x, base] = bind(rpowSignature, arguments);
  const [exponent] = promoteOperands(x, base);
  return apply(powOp, [base, exponent], undefined);
}
