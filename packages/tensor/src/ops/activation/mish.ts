import { bind } from "../../arguments/bind.js";
import type { Tensor } from "../../tensor.js";
import { activate, type InplaceOptions, inplaceSignature } from "./inplace.js";
import { defineActivation } from "./oneKernel.js";

const mishOf = defineActivation("mish", (x) => {
  const t = x.softplus().tanh();
  const s = x.sigmoid();
  const factor = x.mul(s.neg().add(1).sub(s.mul(t).mul(2))).add(2);
  return t.square().neg().add(1).mul(s).mul(factor);
});

const signature = inplaceSignature("mish");

/**
 * A smooth ReLU: `x * tanh(softplus(x))`.
 *
 * @param inplace Write the result into x and return x. Default false.
 * @throws {DTypeError} for a float result in an integer tensor, in place.
 * @example
 * tensor([1]).mish(); // => tensor([0.8651])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.mish.html
 */
export function mish(x: Tensor, inplace?: boolean | InplaceOptions): Tensor {
  [x, inplace] = bind(signature, arguments);
  return activate("mish", x, inplace, (input) => mishOf(input));
}
