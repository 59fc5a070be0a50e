import type { LeakyReluOptions, Tensor } from "@lumbre/tensor";
import { pythonNumber } from "../module/describe.js";
import { Module } from "../module/module.js";

/**
 * `x > 0 ? x : negativeSlope * x`, elementwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.LeakyReLU.html
 */
export class LeakyReLU extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "LeakyReLU";

  constructor(readonly options: LeakyReluOptions = {}) {
    super();
  }

  forward(x: Tensor): Tensor {
    return x.leakyRelu(this.options);
  }

  override extraRepr(): string {
    return `negative_slope=${pythonNumber(this.options.negativeSlope ?? 0.01)}`;
  }
}
