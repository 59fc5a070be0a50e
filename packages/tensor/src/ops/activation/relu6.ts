import type { Tensor } from "../../tensor.js";

/**
 * A ReLU that ends at 6: `min(max(x, 0), 6)`.
 *
 * @example
 * tensor([-1, 3, 9]).relu6(); // => tensor([0., 3., 6.])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.relu6.html
 */
export function relu6(x: Tensor): Tensor {
  return x.hardtanh({ minVal: 0, maxVal: 6 });
}
