import { bind } from "../../arguments/bind.js";
import { aBoolean, aNumber, aNumberBetween } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { isFloat } from "../../dtype.js";
import type { Tensor } from "../../tensor.js";
import { activate, type InplaceOptions } from "./inplace.js";
import { defineActivation } from "./oneKernel.js";

const thresholdOf = defineActivation("threshold", null);

const signature = defineSignature(
  "threshold",
  required("x", aTensor),
  required("threshold", aNumberBetween(-Infinity, Infinity)),
  required("value", aNumber),
  optional("inplace", aBoolean, false),
);

/**
 * x above a threshold, a fixed value elsewhere: `x > threshold ? x : value`.
 *
 * @param threshold The value that x has to exceed.
 * @param value The result elsewhere.
 * @param inplace Write the result into x and return x. Default false.
 * @throws {DTypeError} for a fraction as value of an integer tensor.
 * @example
 * tensor([1, 3]).threshold(2, 0); // => tensor([0., 3.])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.threshold.html
 */
export function threshold(x: Tensor, threshold: number, value: number, inplace?: boolean | InplaceOptions): Tensor {
  [x, threshold, value, inplace] = bind(signature, arguments);
  return activate("threshold", x, inplace, (input) =>
    isFloat(input.dtype)
      ? thresholdOf(input, { a: threshold, b: value })
      : input.maskedFill(input.le(threshold), value),
  );
}
