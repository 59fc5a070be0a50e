import { type Tensor, ValueError } from "@lumbre/tensor";
import { pythonFloat } from "../describe.js";
import { dropout, dropout1d, dropout2d } from "../functional/dropout.js";
import { Module } from "../module.js";

/** What the dropouts have in common. */
abstract class DropoutBase extends Module {
  /** @param p The share of elements set to 0, in [0, 1]. Default 0.5. */
  constructor(readonly p = 0.5) {
    super();
    if (!(p >= 0 && p <= 1))
      throw new ValueError(`${this.constructor.name}: dropout probability has to be between 0 and 1, but got ${p}`);
  }

  override extraRepr(): string {
    return `p=${pythonFloat(this.p)}, inplace=False`;
  }
}

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
 * In training, sets whole channels of x [N, C, L] to 0 with probability p.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Dropout1d.html
 */
export class Dropout1d extends DropoutBase {
  forward(x: Tensor): Tensor {
    return dropout1d(x, { p: this.p, training: this.training });
  }
}

/**
 * In training, sets whole channels of x [N, C, H, W] to 0 with probability p.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Dropout2d.html
 */
export class Dropout2d extends DropoutBase {
  forward(x: Tensor): Tensor {
    return dropout2d(x, { p: this.p, training: this.training });
  }
}
