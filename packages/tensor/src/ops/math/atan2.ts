import { bind } from "../../arguments/bind.js";
import { apply } from "../../op/apply.js";
import type { Operand } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { binarySignature, defineBinaryOp, promoteOperands } from "../elementwise.js";
import { hypot } from "./hypot.js";

/** A side of the right triangle of both operands over the square of its hypotenuse, none of which is squared. */
function overSquare(side: Operand, y: Tensor, x: Operand): Tensor {
  const length = hypot(y, x);
  const cosine = typeof side === "number" ? length.reciprocal().mul(side) : side.div(length);
  return cosine.div(length);
}

const atan2Op = defineBinaryOp({
  name: "atan2",
  kernel: "atan2",
  saves: { inputs: [0, 1] },
  grad: [
    (g, ctx) => g.mul(overSquare(ctx.operand(1), ctx.input(0), ctx.operand(1))),
    (g, ctx) => g.mul(overSquare(ctx.input(0), ctx.input(0), ctx.operand(1))).neg(),
  ],
});

const atan2Signature = binarySignature("atan2");

/**
 * The angle in radians of the point (other, x), in [-pi, pi].
 *
 * @param other A tensor that broadcasts with x, or a number.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * tensor([1, -1]).atan2(tensor([1, -1])); // => tensor([ 0.7854, -2.3562])
 * @see https://pytorch.org/docs/stable/generated/torch.atan2.html
 */
export function atan2(x: Tensor, other: Operand): Tensor {
  [x, other] = bind(atan2Signature, arguments);
  return apply(atan2Op, promoteOperands(x, other, "float32"), undefined);
}
