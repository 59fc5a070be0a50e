import { full, type Tensor } from "@lumbre/tensor";
import { Module } from "../module/module.js";
import { Parameter } from "../module/parameter.js";

/** Options of {@link PReLU}. */
export interface PReluOptions {
  /** One slope for all channels, or one per channel (dimension 1). Default 1. */
  readonly numParameters?: number;
  /** The slope at the start. Default 0.25. */
  readonly init?: number;
}

/**
 * `x > 0 ? x : weight * x`, with a slope that is learned.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.PReLU.html
 */
export class PReLU extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "PReLU";

  readonly numParameters: number;
  weight: Parameter;

  constructor(options: PReluOptions = {}) {
    super();
    this.numParameters = options.numParameters ?? 1;
    this.weight = new Parameter(full([this.numParameters], options.init ?? 0.25));
  }

  forward(x: Tensor): Tensor {
    return x.prelu(this.weight);
  }

  override extraRepr(): string {
    return `num_parameters=${this.numParameters}`;
  }
}
