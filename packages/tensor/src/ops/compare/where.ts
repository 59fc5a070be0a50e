import { bind } from "../../arguments/bind.js";
import { defineSignature, required } from "../../arguments/signature.js";
import { anOperand, aTensor } from "../../arguments/tensorKinds.js";
import type { View } from "../../backend/contract.js";
import { expandView } from "../../backend/views.js";
import { requireFits } from "../../dtype.js";
import { DTypeError, ShapeError } from "../../errors.js";
import { apply } from "../../op/apply.js";
import { callAs } from "../../op/callAs.js";
import { applyInPlace } from "../../op/inPlace.js";
import { defineOp, type Operand } from "../../op/op.js";
import { broadcastShapes, formatShape, sameShape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { operandShape, promoteInPlace, promoteOperands } from "../elementwise.js";

// The condition comes last, so that an in-place form has its target first.
const whereOp = defineOp({
  name: "where",
  shape: ([a, b, condition]) =>
    broadcastShapes("where", broadcastShapes("where", operandShape(a), operandShape(b)), operandShape(condition)),
  dtype: ([a, b]) => (typeof a === "number" ? (b as Tensor).dtype : a.dtype),
  forward: (kernels, [a, b, condition], _, shape) =>
    kernels.where(expandView(condition as View, shape) as View, expandView(a, shape), expandView(b, shape)),
  saves: { inputs: [2] },
  // A choice of 0, not a product with it: an infinite gradient must not leak as NaN into the side not chosen.
  grad: [(g, ctx) => g.where(ctx.input(2), 0), (g, ctx) => g.maskedFill(ctx.input(2), 0), null],
});

const whereSignature = defineSignature(
  "where",
  required("condition", aTensor),
  required("x", anOperand),
  required("y", anOperand),
);
// A method's x comes first.
const whereMethodSignature = defineSignature(
  "where",
  required("x", anOperand),
  required("condition", aTensor),
  required("y", anOperand),
);

function maskedFillSignature(op: string) {
  return defineSignature(op, required("x", aTensor), required("mask", aTensor), required("value", anOperand));
}

const fillSignature = maskedFillSignature("maskedFill");
const fillInPlaceSignature = maskedFillSignature("maskedFill_");

function requireBool(op: string, condition: Tensor): void {
  if (condition.dtype !== "bool") throw new DTypeError(`${op}: expected a bool tensor, got ${condition.dtype}`);
}

/**
 * Elements of `x` where `condition` holds, of `y` elsewhere, with broadcasting of all three. As a function:
 * `where(condition, x, y)`; as a method: `x.where(condition, y)`.
 *
 * @param condition A bool tensor.
 * @param x A tensor or a number, for where the condition is true.
 * @param y A tensor or a number, for where it is false.
 * @throws {DTypeError} unless the condition is bool.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * where(tensor([true, false]), tensor([1, 2]), 0); // => tensor([1., 0.])
 * @see https://pytorch.org/docs/stable/generated/torch.where.html
 */
export function where(condition: Tensor, x: Operand, y: Operand): Tensor {
  [condition, x, y] = bind(whereSignature, arguments);
  return choose(condition, x, y);
}

function choose(condition: Tensor, x: Operand, y: Operand): Tensor {
  requireBool("where", condition);
  if (typeof x === "number" && typeof y === "number") {
    const dtype = Number.isInteger(x) && Number.isInteger(y) ? "int32" : "float32";
    return choose(condition, condition.to(dtype).mul(0).add(x), y);
  }
  const [a, b] = promoteOperands(x, y);
  if (typeof a === "number") requireFits("where", (b as Tensor).dtype, a);
  else if (typeof b === "number") requireFits("where", a.dtype, b);
  return apply(whereOp, [a, b, condition], undefined);
}

/**
 * {@link where} as a method: this tensor's elements where `condition` holds, else those of `y`.
 *
 * @param condition A bool tensor that broadcasts with x.
 * @param y A tensor that broadcasts with x, or a number.
 * @throws {DTypeError} unless the condition is bool.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * tensor([1, 2]).where(tensor([true, false]), 0); // => tensor([1., 0.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.where.html
 */
export function whereMethod(x: Tensor, condition: Tensor, y: Operand): Tensor {
  const [a, chosen, b] = bind(whereMethodSignature, arguments);
  return choose(chosen, a, b);
}

/** What fills `x`: one value for all elements, in x's dtype. A bool tensor takes any number, as true unless it is 0. */
function fillValue(op: string, x: Tensor, value: Operand): Operand {
  if (typeof value !== "number" && value.ndim > 0) {
    throw new ShapeError(
      `${op}: expected a number or a 0-d tensor as value, got one of shape ${formatShape(value.shape)}`,
    );
  }
  if (typeof value === "number" && x.dtype === "bool") return Number(value !== 0);
  if (Number.isInteger(value)) requireFits(op, x.dtype, value as number);
  return callAs(op, () => promoteInPlace(op, x, value));
}

/**
 * A copy with `value` wherever `mask` holds; no gradient flows through those elements.
 *
 * @param mask A bool tensor that broadcasts to x.
 * @param value A number or a 0-d tensor.
 * @throws {DTypeError} unless the mask is bool, and for a fraction in an integer tensor.
 * @throws {ShapeError} for a value with dimensions.
 * @example
 * tensor([1, 2, 3]).maskedFill(tensor([true, false, true]), 0); // => tensor([0., 2., 0.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.masked_fill.html
 */
export function maskedFill(x: Tensor, mask: Tensor, value: Operand): Tensor {
  [x, mask, value] = bind(fillSignature, arguments);
  requireBool("maskedFill", mask);
  broadcastShapes("maskedFill", x.shape, mask.shape);
  return apply(whereOp, [fillValue("maskedFill", x, value), x, mask], undefined);
}

/**
 * {@link maskedFill}, in place.
 *
 * @param mask A bool tensor that broadcasts to the shape of x.
 * @param value A number or a 0-d tensor.
 * @throws {DTypeError} unless the mask is bool, and for a fraction in an integer tensor.
 * @throws {ShapeError} for a value with dimensions, and for a mask that does not fit x.
 * @example
 * tensor([1, 2, 3]).maskedFill_(tensor([true, false, true]), 0); // => tensor([0., 2., 0.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.masked_fill_.html
 */
export function maskedFill_(x: Tensor, mask: Tensor, value: Operand): Tensor {
  [x, mask, value] = bind(fillInPlaceSignature, arguments);
  requireBool("maskedFill_", mask);
  const shape = broadcastShapes("maskedFill_", x.shape, mask.shape);
  if (!sameShape(shape, x.shape)) {
    throw new ShapeError(
      `maskedFill_: a tensor of shape ${formatShape(x.shape)} cannot hold the result of shape ${formatShape(shape)}`,
    );
  }
  const filling = fillValue("maskedFill_", x, value);
  const [target, kept] = [x, mask.logicalNot()];
  return applyInPlace(whereOp, [target, filling, kept], undefined, "maskedFill_");
}
