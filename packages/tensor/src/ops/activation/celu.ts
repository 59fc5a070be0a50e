import { bind } from "../../arguments/bind.js";
import { ValueError } from "../../errors.js";
import type { Tensor } from "../../tensor.js";
import { type EluOptions, eluSignature, exponentialUnit } from "./elu.js";
import { activate, type InplaceOptions } from "./inplace.js";

const signature = eluSignature("celu");

/**
 * The continuously differentiable exponential linear unit: `x > 0 ? x : alpha * (exp(x / alpha) - 1)`.
 *
 * @param alpha Minus the value far below 0; not 0. Default 1.
 * @param inplace Write the result into x and return x. Default false.
 * @throws {ValueError} when alpha is 0.
 * @throws {DTypeError} for a float result in an integer tensor, in place.
 * @example
 * tensor([-1, 2]).celu(); // => tensor([-0.6321,  2.0000])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.celu.html
 */
export function celu(x: Tensor, alpha?: number | EluOptions, inplace?: boolean | InplaceOptions): Tensor {
  [x, alpha, inplace] = bind(signature, arguments);
  if (alpha === 0) throw new ValueError("celu: alpha cannot be 0");
  const scale = alpha;
  return activate("celu", x, inplace, (input) => exponentialUnit(input, { a: scale, b: 1, c: 1 / scale }));
}
