import { bind } from "../../arguments/bind.js";
import type { Tensor } from "../../tensor.js";
import { unarySignature } from "../elementwise.js";

/**
 * `sin(a) / a` for small angles, from `a²`: `1 - a²/3! + a⁴/5! - ...`. The derivatives of the quotient are differences of
 * numbers that grow as a shrinks, and at 0 they are NaN.
 */
function seriesOfSinc(square: Tensor): Tensor {
  let sum = square.mul(1 / 362880);
  for (const term of [-1 / 5040, 1 / 120, -1 / 6]) sum = sum.add(term).mul(square);
  return sum.add(1);
}

const signature = unarySignature("sinc");

/**
 * The normalised sinc, `sin(pi x) / (pi x)`, and 1 at 0. Integers become float32 first.
 *
 * @example
 * sinc(tensor([0, 0.5])); // => tensor([1.0000, 0.6366])
 * @see https://pytorch.org/docs/stable/generated/torch.sinc.html
 */
export function sinc(x: Tensor): Tensor {
  [x] = bind(signature, arguments);
  const angle = x.mul(Math.PI);
  const isSmall = angle.abs().lt(0.1);
  const large = angle.maskedFill(isSmall, 1);
  return seriesOfSinc(angle.maskedFill(isSmall.logicalNot(), 0).square()).where(isSmall, large.sin().div(large));
}
