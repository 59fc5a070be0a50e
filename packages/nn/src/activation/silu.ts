import type { Tensor } from "@lumbre/tensor";
import { requireInput } from "../module/inputs.js";
import { InplaceActivation, type InplaceOptions, inplaceSignature } from "./inplaceActivation.js";

const signature = inplaceSignature("SiLU");

/**
 * `x * sigmoid(x)`, elementwise.
 *
 * Shapes: that of x.
 * @example
 * new nn.SiLU()(tensor([0, 1])); // => tensor([0.0000, 0.7311])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.SiLU.html
 */
export class SiLU extends InplaceActivation {
  static override readonly name: string = "SiLU";

  /** @param inplace True to write the result into x. Default false. */
  constructor(inplace?: boolean | InplaceOptions) {
    super(signature, arguments);
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    return x.silu(this.inplace);
  }
}
