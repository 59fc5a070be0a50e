import type { Tensor } from "@lumbre/tensor";
import { type DropoutOptions, dropByMask } from "./dropByMask.js";
import { DropoutBase } from "./dropoutBase.js";

/**
 * In training, sets whole channels of x [N, C, H, W] to 0 with probability p.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Dropout2d.html
 */
export class Dropout2d extends DropoutBase {
  forward(x: Tensor): Tensor {
    return dropout2d(x, { p: this.p, training: this.training });
  }
}

/**
 * {@link dropout} of whole channels: of x [N, C, ..] or, without a batch, [C, ..] with three dimensions.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.dropout2d.html
 */
export function dropout2d(x: Tensor, options: DropoutOptions = {}): Tensor {
  const kept = x.ndim === 3 ? 1 : 2;
  return dropByMask(
    "dropout2d",
    x,
    x.shape.map((size, d) => (d < kept ? size : 1)),
    options,
  );
}
