import { bind } from "../../arguments/bind.js";
import { aBoolean, aFiniteNumber } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import type { Tensor } from "../../tensor.js";
import { activate, type InplaceOptions } from "./inplace.js";
import { defineActivation } from "./oneKernel.js";

const leaky = defineActivation("leakyRelu", null);

const signature = defineSignature(
  "leakyRelu",
  required("x", aTensor),
  optional("negativeSlope", aFiniteNumber, 0.01),
  optional("inplace", aBoolean, false),
);

/** Options of {@link leakyRelu}. */
export interface LeakyReluOptions extends InplaceOptions {
  /** Slope below 0. Default 0.01. */
  readonly negativeSlope?: number;
}

/**
 * A ReLU that lets some of the negative side through: `x > 0 ? x : negativeSlope * x`.
 *
 * @param negativeSlope Slope below 0. Default 0.01.
 * @param inplace Write the result into x and return x. Default false.
 * @throws {DTypeError} for a float result in an integer tensor, in place.
 * @example
 * tensor([-1, 2]).leakyRelu(0.1); // => tensor([-0.1000,  2.0000])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.leaky_relu.html
 */
export function leakyRelu(
  x: Tensor,
  negativeSlope?: number | LeakyReluOptions,
  inplace?: boolean | InplaceOptions,
): Tensor {
  const [input, slope, isInPlace] = bind(signature, arguments);
  return activate("leakyRelu", input, isInPlace, (v) => leaky(v, { a: slope }));
}
