import type { Tensor } from "../../tensor.js";

/**
 * A smooth ReLU: `x * tanh(softplus(x))`.
 *
 * @example
 * tensor([1]).mish(); // => tensor([0.8651])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.mish.html
 */
export function mish(x: Tensor): Tensor {
  return x.mul(x.softplus().tanh());
}
