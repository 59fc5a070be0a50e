import type { Tensor } from "../../tensor.js";

/**
 * The sigmoid linear unit, also called swish: `x * sigmoid(x)`.
 *
 * @example
 * tensor([1]).silu(); // => tensor([0.7311])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.silu.html
 */
export function silu(x: Tensor): Tensor {
  return x.mul(x.sigmoid());
}
