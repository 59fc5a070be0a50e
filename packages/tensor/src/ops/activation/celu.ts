import { ValueError } from "../../errors.js";
import type { Tensor } from "../../tensor.js";
import type { EluOptions } from "./elu.js";

/**
 * The continuously differentiable exponential linear unit: `x > 0 ? x : alpha * (exp(x / alpha) - 1)`.
 *
 * @throws {ValueError} when alpha is 0.
 * @example
 * tensor([-1, 2]).celu(); // => tensor([-0.6321,  2.0000])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.celu.html
 */
export function celu(x: Tensor, options: EluOptions = {}): Tensor {
  const alpha = options.alpha ?? 1;
  if (alpha === 0) throw new ValueError("celu: alpha cannot be 0");
  const positive = x.gt(0);
  return x.where(positive, x.maskedFill(positive, 0).div(alpha).expm1().mul(alpha));
}
