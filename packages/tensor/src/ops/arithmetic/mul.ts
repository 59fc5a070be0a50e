import { bind } from "../../arguments/bind.js";
import { apply } from "../../op/apply.js";
import { applyInPlace } from "../../op/inPlace.js";
import type { Operand } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { binarySignature, defineBinaryOp, promoteInPlace, promoteOperands } from "../elementwise.js";

const mulOp = defineBinaryOp({
  name: "mul",
  kernel: "mul",
  saves: { inputsPerRule: [[1], [0]] },
  grad: [(g, ctx) => product(g, ctx.operand(1)), (g, ctx) => product(g, ctx.operand(0))],
});

/** {@link mul} for its own gradient rules too, without binding arguments. */
function product(x: Tensor, other: Operand): Tensor {
  return apply(mulOp, promoteOperands(x, other), undefined);
}

const mulSignature = binarySignature("mul");
const mulInPlaceSignature = binarySignature("mul_");

/**
 * Elementwise product, with broadcasting and type promotion.
 *
 * @param other A tensor that broadcasts with x, or a number.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * tensor([1, 2, 3]).mul(2); // => tensor([2., 4., 6.])
 * @see https://pytorch.org/docs/stable/generated/torch.mul.html
 */
export function mul(x: Tensor, other: Operand): Tensor {
  [x, other] = bind(mulSignature, arguments);
  return product(x, other);
}

/**
 * {@link mul}, in place.
 *
 * @param other A tensor that broadcasts to the shape of x, or a number.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * tensor([1, 2, 3]).mul_(2); // => tensor([2., 4., 6.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.mul_.html
 */
export function mul_(x: Tensor, other: Operand): Tensor {
  [x, other] = bind(mulInPlaceSignature, arguments);
  return applyInPlace(mulOp, [x, promoteInPlace("mul_", x, other)], undefined);
}
