import type { Tensor } from "@lumbre/tensor";
import { requireInput } from "../module/inputs.js";
import { InplaceActivation, type InplaceOptions, inplaceSignature } from "./inplaceActivation.js";

const signature = inplaceSignature("SELU");

/**
 * The self-normalising exponential linear unit, elementwise.
 *
 * Shapes: that of x.
 * @example
 * new nn.SELU()(tensor([0, 1])); // => tensor([0.0000, 1.0507])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.SELU.html
 */
export class SELU extends InplaceActivation {
  static override readonly name: string = "SELU";

  /** @param inplace True to write the result into x. Default false. */
  constructor(inplace?: boolean | InplaceOptions) {
    super(signature, arguments);
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    return x.selu(this.inplace);
  }
}
