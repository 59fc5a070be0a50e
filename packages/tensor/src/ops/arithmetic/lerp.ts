import type { Operand } from "../../op.js";
import type { Tensor } from "../../tensor.js";

/**
 * A point on the way from `x` to `end`: `x + weight * (end - x)`, with broadcasting.
 *
 * @param weight 0 gives x, 1 gives end.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * tensor([0, 10]).lerp(tensor([10, 20]), 0.5); // => tensor([ 5., 15.])
 * @see https://pytorch.org/docs/stable/generated/torch.lerp.html
 */
export function lerp(x: Tensor, end: Tensor, weight: Operand): Tensor {
  return x.add(end.sub(x).mul(weight));
}

/** {@link lerp}, in place. */
export function lerp_(x: Tensor, end: Tensor, weight: Operand): Tensor {
  return x.add_(end.sub(x).mul(weight));
}
