import type { Tensor } from "@lumbre/tensor";
import { requireInput } from "../module/inputs.js";
import { InplaceActivation, type InplaceOptions, inplaceSignature } from "./inplaceActivation.js";

const signature = inplaceSignature("ReLU6");

/**
 * `min(max(x, 0), 6)`, elementwise.
 *
 * Shapes: that of x.
 * @example
 * new nn.ReLU6()(tensor([-1, 8])); // => tensor([0., 6.])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.ReLU6.html
 */
export class ReLU6 extends InplaceActivation {
  static override readonly name: string = "ReLU6";

  /** @param inplace True to write the result into x. Default false. */
  constructor(inplace?: boolean | InplaceOptions) {
    super(signature, arguments);
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    return x.relu6(this.inplace);
  }
}
