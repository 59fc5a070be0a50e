import type { Tensor } from "../../tensor.js";

/**
 * A sigmoid of straight lines: `min(max(x + 3, 0), 6) / 6`.
 *
 * @example
 * tensor([-4, 0, 4]).hardsigmoid(); // => tensor([0.0000, 0.5000, 1.0000])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.hardsigmoid.html
 */
export function hardsigmoid(x: Tensor): Tensor {
  return x.add(3).relu6().div(6);
}
