import type { GeluOptions, Tensor } from "@lumbre/tensor";
import { bind, defineSignature, oneOf, optional } from "@lumbre/tensor/engine";
import { requireInput } from "../module/inputs.js";
import { Module } from "../module/module.js";

const signature = defineSignature("GELU", optional("approximate", oneOf("none", "tanh"), "none"));

/**
 * The Gaussian error linear unit, `x * P(X <= x)` for a standard normal X, elementwise.
 *
 * Shapes: that of x.
 * @example
 * new nn.GELU()(tensor([0, 1])); // => tensor([0.0000, 0.8413])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.GELU.html
 */
export class GELU extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "GELU";

  readonly approximate: "none" | "tanh";

  /** @param approximate "tanh" for a faster formula that is close to it. Default "none". */
  constructor(approximate?: "none" | "tanh" | GeluOptions) {
    const [formula] = bind(signature, arguments);
    super();
    this.approximate = formula;
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    return x.gelu({ approximate: this.approximate });
  }

  override extraRepr(): string {
    return `approximate='${this.approximate}'`;
  }
}
