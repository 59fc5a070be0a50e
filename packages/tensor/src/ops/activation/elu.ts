import { bind } from "../../arguments/bind.js";
import { aBoolean, aFiniteNumber } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import type { Tensor } from "../../tensor.js";
import { activate, type InplaceOptions } from "./inplace.js";
import { defineActivation } from "./oneKernel.js";

/** `a (exp(c x) - 1)` up to 0, `b x` above. */
export const exponentialUnit = defineActivation("elu", (x, { a, c }) =>
  x
    .clampMax(0)
    .mul(c)
    .exp()
    .mul(a * c * c)
    .maskedFill(x.gt(0), 0),
);

/** Options of {@link elu} and `celu`. */
export interface EluOptions extends InplaceOptions {
  /** Minus the value far below 0; not 0 for celu. Default 1. */
  readonly alpha?: number;
}

/** The signature of {@link elu} and `celu`. */
export function eluSignature(op: string) {
  return defineSignature(
    op,
    required("x", aTensor),
    optional("alpha", aFiniteNumber, 1),
    optional("inplace", aBoolean, false),
  );
}

const signature = eluSignature("elu");

/**
 * The exponential linear unit: `x > 0 ? x : alpha * (exp(x) - 1)`.
 *
 * @param alpha Minus the value far below 0. Default 1.
 * @param inplace Write the result into x and return x. Default false.
 * @throws {DTypeError} for a float result in an integer tensor, in place.
 * @example
 * tensor([-1, 2]).elu(); // => tensor([-0.6321,  2.0000])
 * tensor([-1, 2]).elu(2); // => tensor([-1.2642,  2.0000])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.elu.html
 */
export function elu(x: Tensor, alpha?: number | EluOptions, inplace?: boolean | InplaceOptions): Tensor {
  [x, alpha, inplace] = bind(signature, arguments);
  const scale = alpha;
  return activate("elu", x, inplace, (input) => exponentialUnit(input, { a: scale, b: 1, c: 1 }));
}
