import type { Tensor } from "../../tensor.js";

/**
 * A swish of simple pieces: `x * min(max(x + 3, 0), 6) / 6`.
 *
 * @example
 * tensor([-4, 1, 4]).hardswish(); // => tensor([-0.0000,  0.6667,  4.0000])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.hardswish.html
 */
export function hardswish(x: Tensor): Tensor {
  return x.mul(x.add(3).clamp({ min: 0, max: 6 }).div(6));
}
