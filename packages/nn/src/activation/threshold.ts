import type { Tensor } from "@lumbre/tensor";
import { aBoolean, aNumber, aNumberBetween, bind, defineSignature, optional, required } from "@lumbre/tensor/engine";
import { requireInput } from "../module/inputs.js";
import { Module } from "../module/module.js";
import type { InplaceOptions } from "./inplaceActivation.js";

const signature = defineSignature(
  "Threshold",
  required("threshold", aNumberBetween(-Infinity, Infinity)),
  required("value", aNumber),
  optional("inplace", aBoolean, false),
);

/**
 * `x > threshold ? x : value`, elementwise.
 *
 * Shapes: that of x.
 * @example
 * new nn.Threshold(1, 7)(tensor([0.5, 2])); // => tensor([7., 2.])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Threshold.html
 */
export class Threshold extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "Threshold";

  readonly threshold: number;
  readonly value: number;
  readonly inplace: boolean;

  /**
   * @param threshold Elements that are not above it are replaced.
   * @param value What they are replaced by.
   * @param inplace True to write the result into x. Default false.
   */
  constructor(threshold: number, value: number, inplace?: boolean | InplaceOptions) {
    const bound = bind(signature, arguments);
    super();
    this.threshold = bound[0];
    this.value = bound[1];
    this.inplace = bound[2];
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    return x.threshold(this.threshold, this.value, this.inplace);
  }

  override extraRepr(): string {
    return `threshold=${this.threshold}, value=${this.value}${this.inplace ? ", inplace=True" : ""}`;
  }
}
