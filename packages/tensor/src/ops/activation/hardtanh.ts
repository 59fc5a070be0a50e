import { bind } from "../../arguments/bind.js";
import { aBoolean, aNumber } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { isFloat } from "../../dtype.js";
import { ValueError } from "../../errors.js";
import { callAs } from "../../op/callAs.js";
import type { Tensor } from "../../tensor.js";
import { clampToNumbers } from "../arithmetic/clampOp.js";
import { activate, type InplaceOptions } from "./inplace.js";

const signature = defineSignature(
  "hardtanh",
  required("x", aTensor),
  optional("minVal", aNumber, -1),
  optional("maxVal", aNumber, 1),
  optional("inplace", aBoolean, false),
);

/** Options of {@link hardtanh}. */
export interface HardtanhOptions extends InplaceOptions {
  /** Lower bound. Default -1. */
  readonly minVal?: number;
  /** Upper bound, greater than minVal. Default 1. */
  readonly maxVal?: number;
}

/**
 * x between two bounds, the bounds outside. Unlike clamp's, its gradient at the bounds themselves is 0.
 *
 * @param minVal Lower bound. Default -1.
 * @param maxVal Upper bound, greater than minVal. Default 1.
 * @param inplace Write the result into x and return x. Default false.
 * @throws {ValueError} unless minVal is less than maxVal.
 * @throws {DTypeError} for a float result in an integer tensor, in place.
 * @example
 * tensor([-2, 0.5, 2]).hardtanh(); // => tensor([-1.0000,  0.5000,  1.0000])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.hardtanh.html
 */
export function hardtanh(
  x: Tensor,
  minVal?: number | HardtanhOptions,
  maxVal?: number | Omit<HardtanhOptions, "minVal">,
  inplace?: boolean | InplaceOptions,
): Tensor {
  const [input, low, high, isInPlace] = bind(signature, arguments);
  if (!(low < high)) throw new ValueError(`hardtanh: minVal ${low} must be less than maxVal ${high}`);
  return callAs("hardtanh", () =>
    activate("hardtanh", input, isInPlace, (v) =>
      isFloat(v.dtype) ? clampToNumbers(v, low, high, true) : v.maskedFill(v.le(low), low).maskedFill(v.ge(high), high),
    ),
  );
}
