import { ShapeError, type Tensor } from "@lumbre/tensor";
import { formatShape } from "@lumbre/tensor/engine";
import { requireInput } from "../module/inputs.js";
import { type DropoutOptions, dropByMask, dropoutSignature } from "./dropByMask.js";
import { DropoutBase } from "./dropoutBase.js";

const signature = dropoutSignature("dropout2d");

/**
 * Sets whole channels of x [N, C, H, W] to 0 with probability p, in training.
 *
 * @example
 * new nn.Dropout2d(0.2).eval()(ones(1, 1, 1, 2)); // => tensor([[[[1., 1.]]]])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Dropout2d.html
 */
export class Dropout2d extends DropoutBase {
  static override readonly name: string = "Dropout2d";

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    return dropout2d(x, this.p, this.training, this.inplace);
  }
}

/**
 * {@link dropout} of whole channels of x [N, C, ..]: as in PyTorch, three dimensions are [N, C, L] too.
 *
 * @param p The share set to 0, in [0, 1]. Default 0.5.
 * @param training True to drop at all. Default true.
 * @param inplace True to write the result into x. Default false.
 * @throws {ValueError} unless 0 <= p <= 1.
 * @throws {ShapeError} for fewer than two dimensions.
 * @example
 * functional.dropout2d(ones(2, 3, 4, 4), { p: 1 }).sum(); // => tensor(0.)
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.dropout2d.html
 */
export function dropout2d(
  x: Tensor,
  p?: number | DropoutOptions,
  training?: boolean | Omit<DropoutOptions, "p">,
  inplace?: boolean | Omit<DropoutOptions, "p" | "training">,
  options?: Pick<DropoutOptions, "generator">,
): Tensor {
  return dropByMask(signature, arguments, ({ shape, ndim }) => {
    if (ndim < 2)
      throw new ShapeError(`dropout2d: expected at least 2 dimensions, [N, C, ..], got ${formatShape(shape)}`);
    return shape.map((size, d) => (d < 2 ? size : 1));
  });
}
