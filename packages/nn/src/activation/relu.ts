import type { Tensor } from "@lumbre/tensor";
import { requireInput } from "../module/inputs.js";
import { InplaceActivation, type InplaceOptions, inplaceSignature } from "./inplaceActivation.js";

const signature = inplaceSignature("ReLU");

/**
 * `max(x, 0)`, elementwise.
 *
 * Shapes: that of x.
 * @example
 * new nn.ReLU()(tensor([-1, 2])); // => tensor([0., 2.])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.ReLU.html
 */
export class ReLU extends InplaceActivation {
  static override readonly name: string = "ReLU";

  /** @param inplace True to write the result into x. Default false. */
  constructor(inplace?: boolean | InplaceOptions) {
    super(signature, arguments);
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    return x.relu(this.inplace);
  }
}
