import type { HardtanhOptions, Tensor } from "@lumbre/tensor";
import { aBoolean, aFiniteNumber, bind, defineSignature, optional } from "@lumbre/tensor/engine";
import { pythonFloat } from "../module/describe.js";
import { requireInput } from "../module/inputs.js";
import { Module } from "../module/module.js";

const signature = defineSignature(
  "Hardtanh",
  optional("minVal", aFiniteNumber, -1),
  optional("maxVal", aFiniteNumber, 1),
  optional("inplace", aBoolean, false),
);

/**
 * x between two bounds, the bounds outside, elementwise.
 *
 * Shapes: that of x.
 * @example
 * new nn.Hardtanh()(tensor([-3, 0.5])); // => tensor([-1.0000,  0.5000])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Hardtanh.html
 */
export class Hardtanh extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "Hardtanh";

  readonly minVal: number;
  readonly maxVal: number;
  readonly inplace: boolean;

  /**
   * @param minVal The lower bound. Default -1.
   * @param maxVal The upper bound, > minVal. Default 1.
   * @param inplace True to write the result into x. Default false.
   */
  constructor(
    minVal?: number | HardtanhOptions,
    maxVal?: number | Omit<HardtanhOptions, "minVal">,
    inplace?: boolean | Omit<HardtanhOptions, "minVal" | "maxVal">,
  ) {
    const bound = bind(signature, arguments);
    super();
    this.minVal = bound[0];
    this.maxVal = bound[1];
    this.inplace = bound[2];
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    return x.hardtanh(this.minVal, this.maxVal, this.inplace);
  }

  override extraRepr(): string {
    return `min_val=${pythonFloat(this.minVal)}, max_val=${pythonFloat(this.maxVal)}${this.inplace ? ", inplace=True" : ""}`;
  }
}
