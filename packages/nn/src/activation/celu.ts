import type { EluOptions, Tensor } from "@lumbre/tensor";
import { pythonFloat } from "../module/describe.js";
import { Module } from "../module/module.js";

/**
 * `x > 0 ? x : alpha * (exp(x / alpha) - 1)`, elementwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.CELU.html
 */
export class CELU extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "CELU";

  constructor(readonly options: EluOptions = {}) {
    super();
  }

  forward(x: Tensor): Tensor {
    return x.celu(this.options);
  }

  override extraRepr(): string {
    return `alpha=${pythonFloat(this.options.alpha ?? 1)}`;
  }
}
