import { aBoolean } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { requireCast } from "../../dtype.js";
import type { Tensor } from "../../tensor.js";
import { copyInto } from "../copy.js";

/** Options of activations that can be computed in place. */
export interface InplaceOptions {
  /** Write the result into x and return x. Default false. */
  readonly inplace?: boolean;
}

/** The signature of an activation whose one option is `inplace`. */
export function inplaceSignature(op: string) {
  return defineSignature(op, required("x", aTensor), optional("inplace", aBoolean, false));
}

/**
 * An activation, written into its input if `inplace`.
 * @throws {DTypeError} for a float result in an integer tensor.
 */
export function activate(op: string, x: Tensor, inplace: boolean, compute: (x: Tensor) => Tensor): Tensor {
  if (!inplace) return compute(x);
  // The clone keeps the values that the gradient needs.
  const result = compute(x.requiresGrad ? x.clone() : x);
  requireCast(op, result.dtype, x.dtype);
  return copyInto(op, x, result);
}
