import { full, type Tensor } from "@lumbre/tensor";
import { aFiniteNumber, anIntegerFrom, bind, defineSignature, optional } from "@lumbre/tensor/engine";
import { type FactoryOptions, factory, made } from "../module/factory.js";
import { requireInput } from "../module/inputs.js";
import { Module } from "../module/module.js";
import { Parameter } from "../module/parameter.js";

/** Options of {@link PReLU}. */
export interface PReluOptions extends FactoryOptions {
  /** One slope for all channels, or one per channel (dimension 1). Default 1. */
  readonly numParameters?: number;
  /** The slope at the start. Default 0.25. */
  readonly init?: number;
}

const signature = defineSignature(
  "PReLU",
  optional("numParameters", anIntegerFrom(1), 1),
  optional("init", aFiniteNumber, 0.25),
  ...factory,
);

/**
 * `x > 0 ? x : weight * x`, with a slope that is learned.
 *
 * Shapes: that of x.
 * @example
 * new nn.PReLU()(tensor([-4, 2])).detach(); // => tensor([-1.,  2.])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.PReLU.html
 */
export class PReLU extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "PReLU";

  readonly numParameters: number;
  weight: Parameter;

  /**
   * @param numParameters One slope for all channels, or one per channel (dimension 1). Default 1.
   * @param init The slope at the start. Default 0.25.
   */
  constructor(
    numParameters?: number | PReluOptions,
    init?: number | Omit<PReluOptions, "numParameters">,
    options?: FactoryOptions,
  ) {
    const [count, slope, device, dtype] = bind(signature, arguments);
    super();
    this.numParameters = count;
    this.weight = new Parameter(full([count], slope, made(device, dtype)));
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    return x.prelu(this.weight);
  }

  override extraRepr(): string {
    return `num_parameters=${this.numParameters}`;
  }
}
