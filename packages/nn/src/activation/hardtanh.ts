import type { HardtanhOptions, Tensor } from "@lumbre/tensor";
import { pythonFloat } from "../module/describe.js";
import { Module } from "../module/module.js";

/**
 * x between two bounds, the bounds outside, elementwise.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Hardtanh.html
 */
export class Hardtanh extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "Hardtanh";

  constructor(readonly options: HardtanhOptions = {}) {
    super();
  }

  forward(x: Tensor): Tensor {
    return x.hardtanh(this.options);
  }

  override extraRepr(): string {
    return `min_val=${pythonFloat(this.options.minVal ?? -1)}, max_val=${pythonFloat(this.options.maxVal ?? 1)}`;
  }
}
