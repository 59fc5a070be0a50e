import type { Tensor } from "@lumbre/tensor";
import { requireInput } from "../module/inputs.js";
import { InplaceActivation, type InplaceOptions, inplaceSignature } from "./inplaceActivation.js";

const signature = inplaceSignature("Mish");

/**
 * `x * tanh(softplus(x))`, elementwise.
 *
 * Shapes: that of x.
 * @example
 * new nn.Mish()(tensor([0, 1])); // => tensor([0.0000, 0.8651])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Mish.html
 */
export class Mish extends InplaceActivation {
  static override readonly name: string = "Mish";

  /** @param inplace True to write the result into x. Default false. */
  constructor(inplace?: boolean | InplaceOptions) {
    super(signature, arguments);
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    return x.mish(this.inplace);
  }
}
