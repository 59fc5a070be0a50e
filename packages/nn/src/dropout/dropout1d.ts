import type { Tensor } from "@lumbre/tensor";
import { type DropoutOptions, dropByMask } from "./dropByMask.js";
import { DropoutBase } from "./dropoutBase.js";

/**
 * In training, sets whole channels of x [N, C, L] to 0 with probability p.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Dropout1d.html
 */
export class Dropout1d extends DropoutBase {
  forward(x: Tensor): Tensor {
    return dropout1d(x, { p: this.p, training: this.training });
  }
}

/** {@link dropout} of whole channels of x [N, C, L] or [C, L]. */
export function dropout1d(x: Tensor, options: DropoutOptions = {}): Tensor {
  const kept = x.ndim === 2 ? 1 : 2;
  return dropByMask(
    "dropout1d",
    x,
    x.shape.map((size, d) => (d < kept ? size : 1)),
    options,
  );
}
