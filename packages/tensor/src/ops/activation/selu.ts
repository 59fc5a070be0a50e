import type { Tensor } from "../../tensor.js";

/**
 * The self-normalising exponential linear unit: `scale * (x > 0 ? x : alpha * (exp(x) - 1))`.
 *
 * @example
 * tensor([1]).selu(); // => tensor([1.0507])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.selu.html
 */
export function selu(x: Tensor): Tensor {
  return x.elu({ alpha: 1.6732632423543772 }).mul(1.0507009873554805);
}
