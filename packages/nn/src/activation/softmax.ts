import type { Tensor } from "@lumbre/tensor";
import { anInteger, bind, defineSignature, required } from "@lumbre/tensor/engine";
import { requireInput } from "../module/inputs.js";
import { Module } from "../module/module.js";

const signature = defineSignature("Softmax", required("dim", anInteger));

/**
 * `exp(x)` divided by its sum along a dimension.
 *
 * Shapes: that of x.
 * @example
 * new nn.Softmax(0)(tensor([1, 2, 3])); // => tensor([0.0900, 0.2447, 0.6652])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Softmax.html
 */
export class Softmax extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "Softmax";

  readonly dim: number;

  /** @param dim The dimension along which the results add up to 1; may count from the end. */
  constructor(dim: number | { readonly dim: number }) {
    const [along] = bind(signature, arguments);
    super();
    this.dim = along;
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    return x.softmax(this.dim);
  }

  override extraRepr(): string {
    return `dim=${this.dim}`;
  }
}
