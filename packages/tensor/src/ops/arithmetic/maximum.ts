import { bind } from "../../arguments/bind.js";
import { apply } from "../../op/apply.js";
import type { Operand } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { binarySignature, defineBinaryOp, promoteOperands } from "../elementwise.js";

/** The gradient for a side: none where it loses, half where both are equal, and, as in PyTorch, all next to a NaN. */
function share(g: Tensor, loses: Tensor, ties: Tensor): Tensor {
  return g.mul(0.5).where(ties, g).maskedFill(loses, 0);
}

const maximumOp = defineBinaryOp({
  name: "maximum",
  kernel: "maximum",
  saves: { inputs: [0, 1] },
  grad: [
    (g, ctx) => share(g, ctx.input(0).lt(ctx.operand(1)), ctx.input(0).eq(ctx.operand(1))),
    (g, ctx) => share(g, ctx.input(1).lt(ctx.operand(0)), ctx.input(1).eq(ctx.operand(0))),
  ],
});

const minimumOp = defineBinaryOp({
  name: "minimum",
  kernel: "minimum",
  saves: { inputs: [0, 1] },
  grad: [
    (g, ctx) => share(g, ctx.input(0).gt(ctx.operand(1)), ctx.input(0).eq(ctx.operand(1))),
    (g, ctx) => share(g, ctx.input(1).gt(ctx.operand(0)), ctx.input(1).eq(ctx.operand(0))),
  ],
});

const maximumSignature = binarySignature("maximum");
const minimumSignature = binarySignature("minimum");

/**
 * The larger of both elements, with broadcasting; NaN wins. Equal elements get half of the gradient each.
 *
 * @param other A tensor that broadcasts with x, or a number.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * tensor([1, 5]).maximum(tensor([3, 2])); // => tensor([3., 5.])
 * @see https://pytorch.org/docs/stable/generated/torch.maximum.html
 */
export function maximum(x: Tensor, other: Operand): Tensor {
  [x, other] = bind(maximumSignature, arguments);
  return apply(maximumOp, promoteOperands(x, other), undefined);
}

/**
 * The smaller of both elements, with broadcasting; NaN wins. Equal elements get half of the gradient each.
 *
 * @param other A tensor that broadcasts with x, or a number.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * tensor([1, 5]).minimum(tensor([3, 2])); // => tensor([1., 2.])
 * @see https://pytorch.org/docs/stable/generated/torch.minimum.html
 */
export function minimum(x: Tensor, other: Operand): Tensor {
  [x, other] = bind(minimumSignature, arguments);
  return apply(minimumOp, promoteOperands(x, other), undefined);
}
