import { bind } from "../../arguments/bind.js";
import { aFiniteNumber, aNumberBetween } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import type { Tensor } from "../../tensor.js";
import { defineActivation } from "./oneKernel.js";

const softplusOf = defineActivation("softplus", (x, { a, b }) => {
  const s = x.mul(a).sigmoid();
  return s.mul(s.neg().add(1)).mul(a).maskedFill(x.mul(a).gt(b), 0);
});

const signature = defineSignature(
  "softplus",
  required("x", aTensor),
  optional("beta", aFiniteNumber, 1),
  optional("threshold", aNumberBetween(-Infinity, Infinity), 20),
);

/** Options of {@link softplus}. */
export interface SoftplusOptions {
  /** How sharp the bend is, > 0. Default 1. */
  readonly beta?: number;
  /** Where `beta * x` is above it, the result is x itself. Default 20. */
  readonly threshold?: number;
}

/**
 * A smooth ReLU: `log(1 + exp(beta * x)) / beta`.
 *
 * @param beta Sharpness of the bend, > 0. Default 1.
 * @param threshold Where `beta * x` is above it, the result is x itself. Default 20.
 * @example
 * tensor([0, 30]).softplus(); // => tensor([ 0.6931, 30.0000])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.softplus.html
 */
export function softplus(
  x: Tensor,
  beta?: number | SoftplusOptions,
  threshold?: number | Omit<SoftplusOptions, "beta">,
): Tensor {
  [x, beta, threshold] = bind(signature, arguments);
  return softplusOf(x, { a: beta, b: threshold });
}
