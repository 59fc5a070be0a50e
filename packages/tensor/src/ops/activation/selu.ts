import { bind } from "../../arguments/bind.js";
import type { Tensor } from "../../tensor.js";
import { exponentialUnit } from "./elu.js";
import { activate, type InplaceOptions, inplaceSignature } from "./inplace.js";

const alpha = 1.6732632423543772;
const scale = 1.0507009873554805;

const signature = inplaceSignature("selu");

/**
 * The self-normalising exponential linear unit: `scale * (x > 0 ? x : alpha * (exp(x) - 1))`.
 *
 * @param inplace Write the result into x and return x. Default false.
 * @throws {DTypeError} for a float result in an integer tensor, in place.
 * @example
 * tensor([1]).selu(); // => tensor([1.0507])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.selu.html
 */
export function selu(x: Tensor, inplace?: boolean | InplaceOptions): Tensor {
  [x, inplace] = bind(signature, arguments);
  return activate("selu", x, inplace, (input) => exponentialUnit(input, { a: alpha * scale, b: scale, c: 1 }));
}
