import type { Tensor } from "@lumbre/tensor";
import { anInteger, bind, defineSignature, required } from "@lumbre/tensor/engine";
import { requireInput } from "../module/inputs.js";
import { Module } from "../module/module.js";

const signature = defineSignature("LogSoftmax", required("dim", anInteger));

/**
 * The logarithm of a softmax along a dimension.
 *
 * Shapes: that of x.
 * @example
 * new nn.LogSoftmax({ dim: 0 })(tensor([0, 0])); // => tensor([-0.6931, -0.6931])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.LogSoftmax.html
 */
export class LogSoftmax extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "LogSoftmax";

  readonly dim: number;

  /** @param dim The dimension along which the results add up to 1; may count from the end. */
  constructor(dim: number | { readonly dim: number }) {
    const [along] = bind(signature, arguments);
    super();
    this.dim = along;
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    return x.logSoftmax(this.dim);
  }

  override extraRepr(): string {
    return `dim=${this.dim}`;
  }
}
