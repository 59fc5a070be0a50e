import { ShapeError, type Tensor } from "@lumbre/tensor";
import { formatShape } from "@lumbre/tensor/engine";
import { requireInput } from "../module/inputs.js";
import { type DropoutOptions, dropByMask, dropoutSignature } from "./dropByMask.js";
import { DropoutBase } from "./dropoutBase.js";

const signature = dropoutSignature("dropout1d");

/**
 * Sets whole channels of x [N, C, L] or [C, L] to 0 with probability p, in training.
 *
 * @example
 * new nn.Dropout1d(0.2).eval()(ones(1, 2)); // => tensor([[1., 1.]])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Dropout1d.html
 */
export class Dropout1d extends DropoutBase {
  static override readonly name: string = "Dropout1d";

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    return dropout1d(x, this.p, this.training, this.inplace);
  }
}

/**
 * {@link dropout} of whole channels of x [N, C, L] or [C, L].
 *
 * @param p The share set to 0, in [0, 1]. Default 0.5.
 * @param training True to drop at all. Default true.
 * @param inplace True to write the result into x. Default false.
 * @throws {ValueError} unless 0 <= p <= 1.
 * @throws {ShapeError} for another number of dimensions.
 * @example
 * functional.dropout1d(ones(2, 3, 4), { p: 1 }).sum(); // => tensor(0.)
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.dropout1d.html
 */
export function dropout1d(
  x: Tensor,
  p?: number | DropoutOptions,
  training?: boolean | Omit<DropoutOptions, "p">,
  inplace?: boolean | Omit<DropoutOptions, "p" | "training">,
  options?: Pick<DropoutOptions, "generator">,
): Tensor {
  return dropByMask(signature, arguments, ({ shape, ndim }) => {
    if (ndim !== 2 && ndim !== 3)
      throw new ShapeError(`dropout1d: expected [N, C, L] or [C, L], got ${formatShape(shape)}`);
    return shape.map((size, d) => (d < ndim - 1 ? size : 1));
  });
}
