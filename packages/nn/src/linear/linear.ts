import { empty, linear, type Tensor } from "@lumbre/tensor";
import { aBoolean, anIntegerFrom, bind, defineSignature, optional, required } from "@lumbre/tensor/engine";
import { pythonBool } from "../module/describe.js";
import { type FactoryOptions, factory, made } from "../module/factory.js";
import { requireInput } from "../module/inputs.js";
import { Module } from "../module/module.js";
import { Parameter } from "../module/parameter.js";
import { initLinear } from "./initLinear.js";

/** Options of layers that may have a bias. */
export interface BiasOptions extends FactoryOptions {
  /** Whether a bias is learned and added. Default true. */
  readonly bias?: boolean;
}

const linearSignature = defineSignature(
  "Linear",
  required("inFeatures", anIntegerFrom(0)),
  required("outFeatures", anIntegerFrom(0)),
  optional("bias", aBoolean, true),
  ...factory,
);

const resetSignature = defineSignature("Linear.resetParameters");

/**
 * A fully connected layer, `y = x Wᵀ + b`.
 *
 * Shapes: x [.., in] -> [.., out]; weight [out, in], bias [out].
 * @example
 * const layer = new nn.Linear(3, 2);
 * layer; // => Linear(in_features=3, out_features=2, bias=True)
 * layer(zeros(5, 3)).shape; // => [5, 2]
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Linear.html
 */
export class Linear extends Module<[x: Tensor], Tensor> {
  static override readonly name: string = "Linear";

  readonly inFeatures: number;
  readonly outFeatures: number;
  weight: Parameter;
  bias: Parameter | null;

  /**
   * @param inFeatures Size of each input, >= 0.
   * @param outFeatures Size of each output, >= 0.
   * @param bias True if a bias is learned and added. Default true.
   */
  constructor(inFeatures: number, outFeatures: number, bias?: boolean | BiasOptions, options?: FactoryOptions) {
    const [inputs, outputs, hasBias, device, dtype] = bind(linearSignature, arguments);
    super();
    this.inFeatures = inputs;
    this.outFeatures = outputs;
    this.weight = new Parameter(empty([outputs, inputs], made(device, dtype)));
    this.bias = hasBias ? new Parameter(empty([outputs], made(device, dtype))) : null;
    this.resetParameters();
  }

  /** Draws weight and bias anew. */
  resetParameters(): void {
    bind(resetSignature, arguments);
    initLinear(this.weight, this.bias);
  }

  forward(x: Tensor): Tensor {
    requireInput(this, arguments);
    return linear(x, this.weight, this.bias);
  }

  override extraRepr(): string {
    return `in_features=${this.inFeatures}, out_features=${this.outFeatures}, bias=${pythonBool(this.bias !== null)}`;
  }
}
