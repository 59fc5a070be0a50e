import type { Tensor } from "@lumbre/tensor";
import { requireInput } from "../module/inputs.js";
import { InplaceActivation, type InplaceOptions, inplaceSignature } from "./inplaceActivation.js";

const signature = inplaceSignature("Hardsigmoid");

/**
 * `min(max(x + 3, 0), 6) / 6`, elementwise.
 *
 * Shapes: that of x.
 * @example
 * new nn.Hardsigmoid()(tensor([-4, 0])); // => tensor([0.0000, 0.5000])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Hardsigmoid.html
 */
export class Hardsigmoid extends InplaceActivation {
  static override readonly name: string = "Hardsigmoid";

  /** @param inplace True to write the result into x. Default false. */
  constructor(inplace?: boolean | InplaceOptions) {
    super(signature, arguments);
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    return x.hardsigmoid(this.inplace);
  }
}
