import type { Tensor } from "../../tensor.js";

/**
 * x above a limit, a fixed value elsewhere: `x > limit ? x : value`.
 *
 * @example
 * tensor([1, 3]).threshold(2, 0); // => tensor([0., 3.])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.threshold.html
 */
export function threshold(x: Tensor, limit: number, value: number): Tensor {
  return x.maskedFill(x.le(limit), value);
}
