import { bind } from "../../arguments/bind.js";
import { apply } from "../../op/apply.js";
import type { Operand } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { binarySignature, defineBinaryOp, promoteOperands } from "../elementwise.js";

function squaredLength(y: Tensor, x: Operand): Tensor {
  return y.square().add(typeof x === "number" ? x * x : x.square());
}

const atan2Op = defineBinaryOp({
  name: "atan2",
  kernel: "atan2",
  saves: { inputs: [0, 1] },
  grad: [
    (g, ctx) => g.mul(ctx.operand(1)).div(squaredLength(ctx.input(0), ctx.operand(1))),
    (g, ctx) =>
      g
        .mul(ctx.input(0))
        .div(squaredLength(ctx.input(0), ctx.operand(1)))
        .neg(),
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
