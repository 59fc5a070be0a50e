import { bind } from "../../arguments/bind.js";
import type { Tensor } from "../../tensor.js";
import { activate, type InplaceOptions, inplaceSignature } from "./inplace.js";
import { defineActivation } from "./oneKernel.js";

const hardswishOf = defineActivation("hardswish", (x) => x.abs().le(3).to(x.dtype).div(3));

const signature = inplaceSignature("hardswish");

/**
 * A swish of simple pieces: `x * min(max(x + 3, 0), 6) / 6`.
 *
 * @param inplace Write the result into x and return x. Default false.
 * @throws {DTypeError} for a float result in an integer tensor, in place.
 * @example
 * tensor([-4, 1, 4]).hardswish(); // => tensor([-0.0000,  0.6667,  4.0000])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.hardswish.html
 */
export function hardswish(x: Tensor, inplace?: boolean | InplaceOptions): Tensor {
  [x, inplace] = bind(signature, arguments);
  return activate("hardswish", x, inplace, (input) => hardswishOf(input));
}
