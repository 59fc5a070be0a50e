import type { Tensor } from "@lumbre/tensor";
import { Module } from "../module/module.js";

/**
 * `x > threshold ? x : value`, elementwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Threshold.html
 */
export class Threshold extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "Threshold";

  constructor(
    readonly threshold: number,
    readonly value: number,
  ) {
    super();
  }

  forward(x: Tensor): Tensor {
    return x.threshold(this.threshold, this.value);
  }

  override extraRepr(): string {
    return `threshold=${this.threshold}, value=${this.value}`;
  }
}
