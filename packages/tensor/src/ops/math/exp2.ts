import { bind } from "../../arguments/bind.js";
import { isFloat } from "../../dtype.js";
import type { Tensor } from "../../tensor.js";
import { unarySignature } from "../elementwise.js";

const signature = unarySignature("exp2");

/**
 * 2 to the power of each element. Integers become float32 first.
 *
 * @example
 * exp2(tensor([3, -1])); // => tensor([8.0000, 0.5000])
 * @see https://pytorch.org/docs/stable/generated/torch.exp2.html
 */
export function exp2(x: Tensor): Tensor {
  [x] = bind(signature, arguments);
  return (isFloat(x.dtype) ? x : x.to("float32")).rpow(2);
}
