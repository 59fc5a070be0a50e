import type { Tensor } from "../../tensor.js";

/**
 * The part after the point, with the sign of the element.
 *
 * @example
 * tensor([1.5, -2.5]).frac(); // => tensor([ 0.5000, -0.5000])
 * @see https://pytorch.org/docs/stable/generated/torch.frac.html
 */
export function frac(x: Tensor): Tensor {
  return x.sub(x.detach().trunc());
}
