import type { Tensor } from "@lumbre/tensor";
import { requireInput } from "../module/inputs.js";
import { InplaceActivation, type InplaceOptions, inplaceSignature } from "./inplaceActivation.js";

const signature = inplaceSignature("Hardswish");

/**
 * `x * min(max(x + 3, 0), 6) / 6`, elementwise.
 *
 * Shapes: that of x.
 * @example
 * new nn.Hardswish()(tensor([-4, 3])); // => tensor([-0.,  3.])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Hardswish.html
 */
export class Hardswish extends InplaceActivation {
  static override readonly name: string = "Hardswish";

  /** @param inplace True to write the result into x. Default false. */
  constructor(inplace?: boolean | InplaceOptions) {
    super(signature, arguments);
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    return x.hardswish(this.inplace);
  }
}
