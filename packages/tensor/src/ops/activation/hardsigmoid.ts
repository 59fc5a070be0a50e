import { bind } from "../../arguments/bind.js";
import type { Tensor } from "../../tensor.js";
import { activate, type InplaceOptions, inplaceSignature } from "./inplace.js";
import { defineActivation } from "./oneKernel.js";

const hardsigmoidOf = defineActivation("hardsigmoid", null);

const signature = inplaceSignature("hardsigmoid");

/**
 * A sigmoid of straight lines: `min(max(x + 3, 0), 6) / 6`.
 *
 * @param inplace Write the result into x and return x. Default false.
 * @throws {DTypeError} for a float result in an integer tensor, in place.
 * @example
 * tensor([-4, 0, 4]).hardsigmoid(); // => tensor([0.0000, 0.5000, 1.0000])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.hardsigmoid.html
 */
export function hardsigmoid(x: Tensor, inplace?: boolean | InplaceOptions): Tensor {
  [x, inplace] = bind(signature, arguments);
  return activate("hardsigmoid", x, inplace, (input) => hardsigmoidOf(input));
}
