import { empty, ShapeError, type Tensor } from "@lumbre/tensor";
import {
  aBoolean,
  anIntegerFrom,
  aTensor,
  bind,
  callAs,
  defineSignature,
  formatShape,
  nullable,
  optional,
  positional,
  required,
} from "@lumbre/tensor/engine";
import { uniform_ } from "../init/index.js";
import { pythonBool } from "../module/describe.js";
import { type FactoryOptions, factory, made } from "../module/factory.js";
import { requireInputs } from "../module/inputs.js";
import { Module } from "../module/module.js";
import { Parameter } from "../module/parameter.js";
import type { BiasOptions } from "./linear.js";

const layerSignature = defineSignature(
  "Bilinear",
  required("in1Features", anIntegerFrom(1)),
  required("in2Features", anIntegerFrom(1)),
  required("outFeatures", anIntegerFrom(1)),
  optional("bias", aBoolean, true),
  ...factory,
);
const bilinearSignature = defineSignature(
  "bilinear",
  positional("x1", aTensor),
  positional("x2", aTensor),
  positional("weight", aTensor),
  optional("bias", nullable(aTensor), null),
);

/**
 * A layer of two inputs, `y = x1ᵀ W x2 + b`.
 *
 * Shapes: x1 [.., in1], x2 [.., in2] -> [.., out]; weight [out, in1, in2], bias [out].
 * @example
 * new nn.Bilinear(3, 4, 2)(ones(5, 3), ones(5, 4)).shape; // => [5, 2]
 * @see https://pytorch.org/docs/stable/generated/torch.nn.Bilinear.html
 */
export class Bilinear extends Module<[x1: Tensor, x2: Tensor], Tensor> {
  static override readonly name: string = "Bilinear";

  weight: Parameter;
  bias: Parameter | null;

  readonly in1Features: number;
  readonly in2Features: number;
  readonly outFeatures: number;

  /**
   * @param in1Features Size of each first input, >= 1.
   * @param in2Features Size of each second input, >= 1.
   * @param outFeatures Size of each output, >= 1.
   * @param bias True if a bias is learned and added. Default true.
   */
  constructor(
    in1Features: number,
    in2Features: number,
    outFeatures: number,
    bias?: boolean | BiasOptions,
    options?: FactoryOptions,
  ) {
    const [in1, in2, out, hasBias, device, dtype] = bind(layerSignature, arguments);
    super();
    this.in1Features = in1;
    this.in2Features = in2;
    this.outFeatures = out;
    this.weight = new Parameter(empty([out, in1, in2], made(device, dtype)));
    this.bias = hasBias ? new Parameter(empty([out], made(device, dtype))) : null;
    const bound = 1 / Math.sqrt(in1);
    uniform_(this.weight, -bound, bound);
    if (this.bias !== null) uniform_(this.bias, -bound, bound);
  }

  forward(x1: Tensor, x2: Tensor): Tensor {
    requireInputs(this, arguments, ["x1", "x2"]);
    return bilinear(x1, x2, this.weight, this.bias);
  }

  override extraRepr(): string {
    return `in1_features=${this.in1Features}, in2_features=${this.in2Features}, out_features=${this.outFeatures}, bias=${pythonBool(this.bias !== null)}`;
  }
}

/**
 * `x1ᵀ W x2 + b`, for each output.
 *
 * Shapes: x1 [.., in1], x2 [.., in2], weight [out, in1, in2], bias [out] -> [.., out].
 * @example
 * functional.bilinear(tensor([1, 2]), tensor([3, 4]), ones(1, 2, 2)); // => tensor([21.])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.bilinear.html
 */
export function bilinear(
  x1: Tensor,
  x2: Tensor,
  weight: Tensor,
  bias?: Tensor | null | { readonly bias?: Tensor | null },
): Tensor {
  const [, , , added] = bind(bilinearSignature, arguments);
  return callAs("bilinear", () => {
    const [out, in1, in2] = weight.shape;
    if (x1.shape[x1.ndim - 1] !== in1 || x2.shape[x2.ndim - 1] !== in2) {
      throw new ShapeError(
        `bilinear: inputs ${formatShape(x1.shape)} and ${formatShape(x2.shape)} do not fit weight ${formatShape(weight.shape)}`,
      );
    }
    const rows = x1.reshape(-1, in1);
    const products = rows.matmul(weight.permute(1, 0, 2).reshape(in1, out * in2)).view(-1, out, in2);
    const result = products
      .mul(x2.reshape(-1, 1, in2))
      .sum(2)
      .reshape([...x1.shape.slice(0, -1), out]);
    return added === null ? result : result.add(added);
  });
}
