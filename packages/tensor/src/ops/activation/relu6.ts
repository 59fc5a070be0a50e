import { bind } from "../../arguments/bind.js";
import type { Tensor } from "../../tensor.js";
import { activate, type InplaceOptions, inplaceSignature } from "./inplace.js";

const signature = inplaceSignature("relu6");

/**
 * A ReLU that ends at 6: `min(max(x, 0), 6)`.
 *
 * @param inplace Write the result into x and return x. Default false.
 * @throws {DTypeError} for a float result in an integer tensor, in place.
 * @example
 * tensor([-1, 3, 9]).relu6(); // => tensor([0., 3., 6.])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.relu6.html
 */
export function relu6(x: Tensor, inplace?: boolean | InplaceOptions): Tensor {
  [x, inplace] = bind(signature, arguments);
  return activate("relu6", x, inplace, (input) => input.hardtanh(0, 6));
}
