import { apply } from "../../op/apply.js";
import { applyInPlace } from "../../op/inPlace.js";
import type { Operand } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { defineBinaryOp, promoteInPlace, promoteOperands } from "../elementwise.js";

const mulOp = defineBinaryOp({
  name: "mul",
  kernel: "mul",
  saves: { inputsPerRule: [[1], [0]] },
  grad: [(g, ctx) => g.mul(ctx.operand(1)), (g, ctx) => g.mul(ctx.operand(0))],
});

/**
 * Elementwise product, with broadcasting and type promotion.
 *
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * tensor([1, 2, 3]).mul(2); // => tensor([2., 4., 6.])
 * @see https://pytorch.org/docs/stable/generated/torch.mul.html
 */
export function mul(x: Tensor, other: Operand): Tensor {
  return apply(mulOp, promoteOperands(x, other), undefined);
}

/** {@link mul}, in place. */
export function mul_(x: Tensor, other: Operand): Tensor {
  return applyInPlace(mulOp, [x, promoteInPlace("mul_", x, other)], undefined);
}
