import { bind } from "../../arguments/bind.js";
import type { Tensor } from "../../tensor.js";
import { activate, type InplaceOptions, inplaceSignature } from "./inplace.js";
import { defineActivation } from "./oneKernel.js";

const siluOf = defineActivation("silu", (x) => {
  const s = x.sigmoid();
  return s.mul(s.neg().add(1)).mul(x.mul(s.mul(-2).add(1)).add(2));
});

const signature = inplaceSignature("silu");

/**
 * The sigmoid linear unit, also called swish: `x * sigmoid(x)`.
 *
 * @param inplace Write the result into x and return x. Default false.
 * @throws {DTypeError} for a float result in an integer tensor, in place.
 * @example
 * tensor([1]).silu(); // => tensor([0.7311])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.silu.html
 */
export function silu(x: Tensor, inplace?: boolean | InplaceOptions): Tensor {
  [x, inplace] = bind(signature, arguments);
  return activate("silu", x, inplace, (input) => siluOf(input));
}
