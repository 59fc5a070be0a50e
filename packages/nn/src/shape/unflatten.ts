import type { Tensor } from "@lumbre/tensor";
import { anInteger, bind, defineSignature, numbers, required } from "@lumbre/tensor/engine";
import { requireInput } from "../module/inputs.js";
import { Module } from "../module/module.js";

const signature = defineSignature("Unflatten", required("dim", anInteger), required("unflattenedSize", numbers));

/**
 * Splits one dimension into several.
 *
 * @example
 * new nn.Unflatten(1, [3, 4])(zeros(2, 12)).shape; // => [2, 3, 4]
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Unflatten.html
 */
export class Unflatten extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "Unflatten";

  readonly dim: number;
  readonly unflattenedSize: readonly number[];

  /**
   * @param dim The dimension to split, may count from the end.
   * @param unflattenedSize The sizes to split it into; one may be -1.
   */
  constructor(dim: number, unflattenedSize: readonly number[]) {
    const [split, sizes] = bind(signature, arguments);
    super();
    this.dim = split;
    this.unflattenedSize = [...sizes];
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    return x.unflatten(this.dim, this.unflattenedSize);
  }

  override extraRepr(): string {
    return `dim=${this.dim}, unflattened_size=(${this.unflattenedSize.join(", ")})`;
  }
}
