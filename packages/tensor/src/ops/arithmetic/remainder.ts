import { bind } from "../../arguments/bind.js";
import { isFloat } from "../../dtype.js";
import { apply } from "../../op/apply.js";
import type { Operand } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { binarySignature, defineBinaryOp, promoteOperands } from "../elementwise.js";
import { requireNoZero } from "./div.js";

const remainderOp = defineBinaryOp({
  name: "remainder",
  kernel: "remainder",
  saves: { inputsPerRule: [[], [0, 1]] },
  // The quotient rounded down from the exact remainder, as the function has it: a tiny one may round to 0.
  grad: [(g) => g, (g, ctx) => g.mul(ctx.input(0).floorDivide(ctx.input(1))).neg()],
});

const fmodOp = defineBinaryOp({
  name: "fmod",
  kernel: "fmod",
  saves: { inputsPerRule: [[], [0, 1]] },
  grad: [(g) => g, (g, ctx) => g.mul(ctx.input(0).div(ctx.input(1)).trunc()).neg()],
});

const remainderSignature = binarySignature("remainder");
const fmodSignature = binarySignature("fmod");

/**
 * The remainder with the sign of the divisor, as Python's `%`: `x - floor(x / other) * other`.
 *
 * @param other A tensor that broadcasts with x, or a number.
 * @throws {ValueError} for an integer division by zero.
 * @example
 * tensor([-3, 5]).remainder(2); // => tensor([1., 1.])
 * @see https://pytorch.org/docs/stable/generated/torch.remainder.html
 */
export function remainder(x: Tensor, other: Operand): Tensor {
  [x, other] = bind(remainderSignature, arguments);
  const [a, b] = promoteOperands(x, other);
  if (!isFloat((a as Tensor).dtype)) requireNoZero("remainder", b);
  return apply(remainderOp, [a, b], undefined);
}

/**
 * The remainder with the sign of the dividend, as C's `fmod`: `x - trunc(x / other) * other`.
 *
 * @param other A tensor that broadcasts with x, or a number.
 * @throws {ValueError} for an integer division by zero.
 * @example
 * tensor([-3, 5]).fmod(2); // => tensor([-1.,  1.])
 * @see https://pytorch.org/docs/stable/generated/torch.fmod.html
 */
export function fmod(x: Tensor, other: Operand): Tensor {
  [x, other] = bind(fmodSignature, arguments);
  const [a, b] = promoteOperands(x, other);
  if (!isFloat((a as Tensor).dtype)) requireNoZero("fmod", b);
  return apply(fmodOp, [a, b], undefined);
}
