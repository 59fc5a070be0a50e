import { bind } from "../../arguments/bind.js";
import { defineSignature, required } from "../../arguments/signature.js";
import { anOperand, aTensor } from "../../arguments/tensorKinds.js";
import { requireCast } from "../../dtype.js";
import { callAs } from "../../op/callAs.js";
import type { Operand } from "../../op/op.js";
import { broadcastShapes } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { copyInto } from "../copy.js";

function lerpSignature(op: string) {
  return defineSignature(op, required("x", aTensor), required("end", aTensor), required("weight", anOperand));
}

const signature = lerpSignature("lerp");
const inPlaceSignature = lerpSignature("lerp_");

/**
 * A point on the way from `x` to `end`: `x + weight * (end - x)`, with broadcasting.
 *
 * @param end A tensor that broadcasts with x.
 * @param weight 0 gives x, 1 gives end.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * tensor([0, 10]).lerp(tensor([10, 20]), 0.5); // => tensor([ 5., 15.])
 * @see https://pytorch.org/docs/stable/generated/torch.lerp.html
 */
export function lerp(x: Tensor, end: Tensor, weight: Operand): Tensor {
  const bound = bind(signature, arguments);
  return callAs("lerp", () => interpolate(...bound));
}

function interpolate(x: Tensor, end: Tensor, weight: Operand): Tensor {
  broadcastShapes("lerp", x.shape, end.shape);
  const way = end.sub(x);
  // From the nearer end, so that rounding leaves x at weight 0 and end at weight 1 as they are.
  if (typeof weight === "number") {
    return Math.abs(weight) < 0.5 ? x.add(way.mul(weight)) : end.sub(way.mul(1 - weight));
  }
  return x.add(way.mul(weight)).where(weight.abs().lt(0.5), end.sub(way.mul(weight.rsub(1))));
}

/**
 * {@link lerp}, in place.
 *
 * @param end A tensor that broadcasts to the shape of x.
 * @param weight 0 gives x, 1 gives end.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @throws {DTypeError} for a tensor that cannot hold the result, such as integers and a fraction.
 * @example
 * tensor([0, 10]).lerp_(tensor([10, 20]), 0.5); // => tensor([ 5., 15.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.lerp_.html
 */
export function lerp_(x: Tensor, end: Tensor, weight: Operand): Tensor {
  const bound = bind(inPlaceSignature, arguments);
  return callAs("lerp_", () => {
    const [target] = bound;
    const result = interpolate(...bound);
    requireCast("lerp_", result.dtype, target.dtype);
    return copyInto("lerp_", target, result);
  });
}
