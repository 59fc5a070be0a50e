import type { SoftshrinkOptions, Tensor } from "@lumbre/tensor";
import { pythonNumber } from "../module/describe.js";
import { Module } from "../module/module.js";

/**
 * x moved towards 0 by lambd, and 0 close to it, elementwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Softshrink.html
 */
export class Softshrink extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "Softshrink";

  constructor(readonly options: SoftshrinkOptions = {}) {
    super();
  }

  forward(x: Tensor): Tensor {
    return x.softshrink(this.options);
  }

  override extraRepr(): string {
    return pythonNumber(this.options.lambd ?? 0.5);
  }
}
