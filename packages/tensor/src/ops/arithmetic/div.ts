import { bind } from "../../arguments/bind.js";
import { nullable, oneOf } from "../../arguments/kinds.js";
import { defineSignature, named, required } from "../../arguments/signature.js";
import { anOperand, aTensor } from "../../arguments/tensorKinds.js";
import type { View } from "../../backend/contract.js";
import { Scratch } from "../../backend/scratch.js";
import { expandView } from "../../backend/views.js";
import { zerosLike } from "../../creation/fill.js";
import { isFloat, requireCast } from "../../dtype.js";
import { ValueError } from "../../errors.js";
import { apply } from "../../op/apply.js";
import { applyInPlace } from "../../op/inPlace.js";
import { defineOp, type Operand } from "../../op/op.js";
import { broadcastShapes } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { copyInto } from "../copy.js";
import { binarySignature, defineBinaryOp, operandShape, promoteInPlace, promoteOperands } from "../elementwise.js";

const divOp = defineBinaryOp({
  name: "div",
  kernel: "div",
  saves: { inputsPerRule: [[1], [0, 1]] },
  // Divided twice, for the square of the divisor may leave the range of its dtype.
  grad: [
    (g, ctx) => g.div(ctx.operand(1)),
    (g, ctx) => g.neg().mul(ratio(ctx.operand(0), ctx.input(1)).div(ctx.input(1))),
  ],
});

function ratio(a: Operand, b: Tensor): Tensor {
  return apply(divOp, [a, b], undefined);
}

/** The quotient without its fraction. */
const truncDivideOp = defineOp({
  name: "div",
  shape: ([a, b]) => broadcastShapes("div", operandShape(a), operandShape(b)),
  forward: (kernels, [a, b], _, shape) => {
    const scratch = new Scratch(kernels);
    const { dtype } = a as View;
    const quotient = scratch.view(kernels.binary("div", expandView(a, shape), expandView(b, shape)), shape, dtype);
    const result = kernels.unary("trunc", quotient);
    scratch.release();
    return result;
  },
  grad: [(g) => zerosLike(g), (g) => zerosLike(g)],
});

const floorDivideOp = defineBinaryOp({
  name: "floorDivide",
  kernel: "floorDivide",
  grad: [(g) => zerosLike(g), (g) => zerosLike(g)],
});

function divSignature(op: string) {
  return defineSignature(
    op,
    required("x", aTensor),
    required("other", anOperand),
    named("roundingMode", nullable(oneOf("trunc", "floor")), null),
  );
}

const signature = divSignature("div");
const inPlaceSignature = divSignature("div_");
const floorDivideSignature = binarySignature("floorDivide");

type RoundingMode = "trunc" | "floor" | null;

/** Options of {@link div}. */
export interface DivOptions {
  /** `"trunc"` rounds the quotient towards zero, `"floor"` down. Default: no rounding. */
  readonly roundingMode?: RoundingMode;
}

/**
 * Elementwise quotient, with broadcasting. Integers give float32, unless a rounding mode is given.
 *
 * @param other A tensor that broadcasts with x, or a number.
 * @param options The rounding mode.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @throws {ValueError} for an unknown rounding mode, or an integer division by zero.
 * @example
 * tensor([7, -7]).div(2); // => tensor([ 3.5000, -3.5000])
 * tensor([7, -7]).div(2, { roundingMode: "floor" }); // => tensor([ 3., -4.])
 * @see https://pytorch.org/docs/stable/generated/torch.div.html
 */
export function div(x: Tensor, other: Operand, options?: DivOptions): Tensor {
  const [input, divisor, mode] = bind(signature, arguments);
  return quotient("div", input, divisor, mode);
}

function quotient(op: string, x: Tensor, other: Operand, mode: RoundingMode): Tensor {
  if (mode === null) return apply(divOp, promoteOperands(x, other, "float32"), undefined);
  const [a, b] = promoteOperands(x, other) as [Tensor, Operand];
  if (mode === "trunc" && isFloat(a.dtype)) return apply(truncDivideOp, [a, b], undefined);
  if (!isFloat(a.dtype)) requireNoZero(op, b);
  // Without the remainder the quotient is whole, so it does not matter which way it is rounded.
  return apply(floorDivideOp, [mode === "trunc" ? a.sub(a.fmod(b)) : a, b], undefined);
}

/**
 * {@link div}, in place.
 *
 * @param other A tensor that broadcasts to the shape of x, or a number.
 * @param options The rounding mode.
 * @throws {DTypeError} for an integer tensor without a rounding mode, or with a fraction as divisor.
 * @throws {ValueError} for an unknown rounding mode, or an integer division by zero.
 * @example
 * tensor([7, -7]).div_(2); // => tensor([ 3.5000, -3.5000])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.div_.html
 */
export function div_(x: Tensor, other: Operand, options?: DivOptions): Tensor {
  const [input, divisor, mode] = bind(inPlaceSignature, arguments);
  if (mode !== null) {
    promoteInPlace("div_", input, divisor);
    // Rounding is an op of its own, so the quotient's gradient is asked for, though it counts for nothing.
    const kept = (operand: Operand): Operand =>
      typeof operand !== "number" && operand.storage === input.storage && operand.requiresGrad
        ? operand.clone()
        : operand;
    return copyInto("div_", input, quotient("div_", kept(input) as Tensor, kept(divisor), mode));
  }
  requireCast("div_", "float32", input.dtype);
  return applyInPlace(divOp, [input, promoteInPlace("div_", input, divisor)], undefined);
}

/**
 * The quotient rounded down, with broadcasting; integers stay integers. The gradient is 0.
 *
 * @param other A tensor that broadcasts with x, or a number.
 * @throws {ValueError} for an integer division by zero.
 * @example
 * tensor([7, -7]).floorDivide(2); // => tensor([ 3., -4.])
 * @see https://pytorch.org/docs/stable/generated/torch.floor_divide.html
 */
export function floorDivide(x: Tensor, other: Operand): Tensor {
  [x, other] = bind(floorDivideSignature, arguments);
  return quotient("floorDivide", x, other, "floor");
}

/** An integer has no infinity to stand for a division by zero. A device that answers later is not asked. */
export function requireNoZero(op: string, divisor: Operand): void {
  if (hasZero(divisor)) throw new ValueError(`${op}: integer division by zero`);
}

function hasZero(divisor: Operand): boolean {
  if (typeof divisor === "number") return divisor === 0;
  return !divisor.device.backend.asyncOnly && divisor.eq(0).any().item() === 1;
}
