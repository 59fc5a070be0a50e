import type { Tensor } from "@lumbre/tensor";
import { type DropoutOptions, dropByMask } from "./dropByMask.js";
import { DropoutBase } from "./dropoutBase.js";

/**
 * In training, sets each element to 0 with probability p and multiplies the others by `1 / (1 - p)`.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Dropout.html
 */
export class Dropout extends DropoutBase {
  forward(x: Tensor): Tensor {
    return dropout(x, { p: this.p, training: this.training });
  }
}

/**
 * In training, sets each element to 0 with probability p and multiplies the others by `1 / (1 - p)`; else x itself.
 *
 * @throws {ValueError} unless 0 <= p <= 1.
 * @example
 * functional.dropout(ones(4), { training: false }); // => tensor([1., 1., 1., 1.])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.dropout.html
 */
export function dropout(x: Tensor, options: DropoutOptions = {}): Tensor {
  return dropByMask("dropout", x, x.shape, options);
}
