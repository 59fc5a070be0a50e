import type { Tensor } from "../../tensor.js";

/**
 * A slow sigmoid: `x / (1 + |x|)`.
 *
 * @example
 * tensor([1, -3]).softsign(); // => tensor([ 0.5000, -0.7500])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.softsign.html
 */
export function softsign(x: Tensor): Tensor {
  return x.div(x.abs().add(1));
}
