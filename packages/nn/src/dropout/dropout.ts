import type { Tensor } from "@lumbre/tensor";
import { requireInput } from "../module/inputs.js";
import { type DropoutOptions, dropByMask, dropoutSignature } from "./dropByMask.js";
import { DropoutBase } from "./dropoutBase.js";

const signature = dropoutSignature("dropout");

/**
 * Sets each element to 0 with probability p and multiplies the others by `1 / (1 - p)`, in training; else gives x itself.
 *
 * @example
 * new nn.Dropout(0.2).eval()(ones(4)); // => tensor([1., 1., 1., 1.])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Dropout.html
 */
export class Dropout extends DropoutBase {
  static override readonly name: string = "Dropout";

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    return dropout(x, this.p, this.training, this.inplace);
  }
}

/**
 * Sets each element to 0 with probability p and multiplies the others by `1 / (1 - p)`, in training; else gives x itself.
 *
 * @param p The share set to 0, in [0, 1]. Default 0.5.
 * @param training True to drop at all. Default true.
 * @param inplace True to write the result into x. Default false.
 * @throws {ValueError} unless 0 <= p <= 1.
 * @example
 * functional.dropout(ones(4), 0.5, { training: false }); // => tensor([1., 1., 1., 1.])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.dropout.html
 */
export function dropout(
  x: Tensor,
  p?: number | DropoutOptions,
  training?: boolean | Omit<DropoutOptions, "p">,
  inplace?: boolean | Omit<DropoutOptions, "p" | "training">,
  options?: Pick<DropoutOptions, "generator">,
): Tensor {
  return dropByMask(signature, arguments, ({ shape }) => shape);
}
