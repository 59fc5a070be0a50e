import { bind } from "../../arguments/bind.js";
import type { Tensor } from "../../tensor.js";
import { unarySignature } from "../elementwise.js";

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
  const isZero = x.eq(0);
  const angle = x.mul(Math.PI).maskedFill(isZero, 1);
  return angle.sin().div(angle).maskedFill(isZero, 1);
}
