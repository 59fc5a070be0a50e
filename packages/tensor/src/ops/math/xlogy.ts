import { bind } from "../../arguments/bind.js";
import { callAs } from "../../op/callAs.js";
import type { Operand } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { binarySignature } from "../elementwise.js";
import { floatPair } from "./floatPair.js";

const signature = binarySignature("xlogy");

/**
 * `x * log(other)`, and 0 where x is 0, whatever `other` is but NaN. Integers become float32 first.
 *
 * @param other A tensor that broadcasts with x, or a number.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * xlogy(tensor([0, 2]), tensor([0, 1])); // => tensor([0., 0.])
 * @see https://pytorch.org/docs/stable/generated/torch.xlogy.html
 */
export function xlogy(x: Tensor, other: Operand): Tensor {
  [x, other] = bind(signature, arguments);
  const [factor, y] = floatPair(x, other);
  return callAs("xlogy", () => {
    // A logarithm that is not finite times 0 would be NaN, and so would the gradient.
    const isBeyond = y.le(0).logicalOr(y.eq(Infinity)).logicalAnd(factor.eq(0));
    const finite = y.expand([...isBeyond.shape]).maskedFill(isBeyond, 1);
    return factor.mul(finite.log());
  });
}
