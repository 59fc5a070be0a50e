import type { GeluOptions, Tensor } from "@lumbre/tensor";
import { Module } from "../module/module.js";

/**
 * The Gaussian error linear unit, elementwise; exact unless told otherwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.GELU.html
 */
export class GELU extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "GELU";

  constructor(readonly options: GeluOptions = {}) {
    super();
  }

  forward(x: Tensor): Tensor {
    return x.gelu(this.options);
  }

  override extraRepr(): string {
    return `approximate='${this.options.approximate ?? "none"}'`;
  }
}
