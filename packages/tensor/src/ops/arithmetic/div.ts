import { isFloat } from "../../dtype.js";
import { DTypeError, ValueError } from "../../errors.js";
import { apply } from "../../op/apply.js";
import { applyInPlace } from "../../op/inPlace.js";
import type { Operand } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { defineBinaryOp, promoteInPlace, promoteOperands } from "../elementwise.js";

const divOp = defineBinaryOp({
  name: "div",
  kernel: "div",
  saves: { inputsPerRule: [[1], [0, 1]] },
  grad: [(g, ctx) => g.div(ctx.operand(1)), (g, ctx) => g.neg().mul(ctx.operand(0)).div(ctx.input(1).square())],
});

const floorDivideOp = defineBinaryOp({
  name: "floorDivide",
  kernel: "floorDivide",
  grad: [(g) => g.mul(0), (g) => g.mul(0)],
});

/** Options of {@link div}. */
export interface DivOptions {
  /** `"trunc"` rounds the quotient towards zero, `"floor"` down. Default: no rounding. */
  readonly roundingMode?: "trunc" | "floor" | null;
}

/**
 * Elementwise quotient, with broadcasting. Integers give float32, unless a rounding mode is given.
 *
 * @throws {ShapeError} when the shapes do not broadcast.
 * @throws {ValueError} for an unknown rounding mode, or an integer division by zero.
 * @example
 * tensor([7, -7]).div(2); // => tensor([ 3.5000, -3.5000])
 * tensor([7, -7]).div(2, { roundingMode: "floor" }); // => tensor([ 3., -4.])
 * @see https://pytorch.org/docs/stable/generated/torch.div.html
 */
export function div(x: Tensor, other: Operand, options: DivOptions = {}): Tensor {
  const mode = options.roundingMode ?? null;
  if (mode === null) return apply(divOp, promoteOperands(x, other, "float32"), undefined);
  if (mode === "floor") return floorDivide(x, other);
  if (mode !== "trunc") throw new ValueError(`div: roundingMode must be null, "trunc" or "floor", got ${String(mode)}`);
  const [a, b] = promoteOperands(x, other);
  const dtype = (a as Tensor).dtype;
  if (isFloat(dtype)) return apply(divOp, [a, b], undefined).trunc();
  requireNoZero("div", b);
  // Without what is left over the quotient is whole, so it does not matter which way it is rounded.
  return floorDivide((a as Tensor).sub((a as Tensor).fmod(b)), b);
}

/**
 * {@link div}, in place.
 * @throws {DTypeError} for an integer tensor without a rounding mode, or with a fraction as divisor.
 */
export function div_(x: Tensor, other: Operand, options: DivOptions = {}): Tensor {
  if ((options.roundingMode ?? null) !== null) {
    promoteInPlace("div_", x, other);
    return x.copy_(div(x, other, options));
  }
  if (!isFloat(x.dtype)) {
    throw new DTypeError(`div_: result type float32 can't be cast to the desired output type ${x.dtype}`);
  }
  return applyInPlace(divOp, [x, promoteInPlace("div_", x, other)], undefined);
}

/**
 * The quotient rounded down, with broadcasting; integers stay integers. The gradient is 0.
 *
 * @throws {ValueError} for an integer division by zero.
 * @example
 * tensor([7, -7]).floorDivide(2); // => tensor([ 3., -4.])
 * @see https://pytorch.org/docs/stable/generated/torch.floor_divide.html
 */
export function floorDivide(x: Tensor, other: Operand): Tensor {
  const [a, b] = promoteOperands(x, other);
  if (!isFloat((a as Tensor).dtype)) requireNoZero("floorDivide", b);
  return apply(floorDivideOp, [a, b], undefined);
}

/** An integer has no infinity to stand for a division by zero. A device that answers later is not asked. */
export function requireNoZero(op: string, divisor: Operand): void {
  if (hasZero(divisor)) throw new ValueError(`${op}: integer division by zero`);
}

function hasZero(divisor: Operand): boolean {
  if (typeof divisor === "number") return divisor === 0;
  return !divisor.device.backend.asyncOnly && divisor.eq(0).any().item() === 1;
}
