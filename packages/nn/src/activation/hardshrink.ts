import type { HardshrinkOptions, Tensor } from "@lumbre/tensor";
import { pythonNumber } from "../module/describe.js";
import { Module } from "../module/module.js";

/**
 * `|x| > lambd ? x : 0`, elementwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Hardshrink.html
 */
export class Hardshrink extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "Hardshrink";

  constructor(readonly options: HardshrinkOptions = {}) {
    super();
  }

  forward(x: Tensor): Tensor {
    return x.hardshrink(this.options);
  }

  override extraRepr(): string {
    return pythonNumber(this.options.lambd ?? 0.5);
  }
}
