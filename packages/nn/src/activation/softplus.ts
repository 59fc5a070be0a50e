import type { SoftplusOptions, Tensor } from "@lumbre/tensor";
import { pythonNumber } from "../module/describe.js";
import { Module } from "../module/module.js";

/**
 * `log(1 + exp(beta * x)) / beta`, elementwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Softplus.html
 */
export class Softplus extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "Softplus";

  constructor(readonly options: SoftplusOptions = {}) {
    super();
  }

  forward(x: Tensor): Tensor {
    return x.softplus(this.options);
  }

  override extraRepr(): string {
    return `beta=${pythonNumber(this.options.beta ?? 1)}, threshold=${pythonNumber(this.options.threshold ?? 20)}`;
  }
}
