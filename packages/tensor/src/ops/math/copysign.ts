import { bind } from "../../arguments/bind.js";
import { callAs } from "../../op/callAs.js";
import type { Operand } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { binarySignature } from "../elementwise.js";
import { floatPair } from "./floatPair.js";

const signature = binarySignature("copysign");

/**
 * The size of x with the sign of `other`, also that of -0. Integers become float32 first.
 *
 * @param other A tensor that broadcasts with x, or a number.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * copysign(tensor([1, -2]), tensor([-3, 5])); // => tensor([-1.,  2.])
 * @see https://pytorch.org/docs/stable/generated/torch.copysign.html
 */
export function copysign(x: Tensor, other: Operand): Tensor {
  [x, other] = bind(signature, arguments);
  const [size, sign] = floatPair(x, other);
  const given = sign.detach();
  const isNegative = given.lt(0).logicalOr(given.reciprocal().eq(-Infinity));
  return callAs("copysign", () => size.abs().mul(isNegative.to(size.dtype).mul(-2).add(1)));
}
