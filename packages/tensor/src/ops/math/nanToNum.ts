import { bind } from "../../arguments/bind.js";
import { aNumber, nullable } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import type { Tensor } from "../../tensor.js";

const signature = defineSignature(
  "nanToNum",
  required("x", aTensor),
  optional("nan", nullable(aNumber), null),
  optional("posinf", nullable(aNumber), null),
  optional("neginf", nullable(aNumber), null),
);

/** Options of {@link nanToNum}. */
export interface NanToNumOptions {
  /** In place of NaN. Default 0. */
  readonly nan?: number | null;
  /** In place of Infinity. Default: the largest number of the dtype. */
  readonly posinf?: number | null;
  /** In place of -Infinity. Default: the least number of the dtype. */
  readonly neginf?: number | null;
}

const largest = { float32: 3.4028234663852886e38, float64: Number.MAX_VALUE };

/**
 * Numbers in the place of NaN and the infinities; their gradient is 0.
 *
 * @param nan The number in place of NaN. Default 0.
 * @param posinf The number in place of Infinity. Default: the largest number of the dtype.
 * @param neginf The number in place of -Infinity. Default: the least number of the dtype.
 * @example
 * tensor([Number.NaN, 1, Infinity]).nanToNum({ nan: 5, posinf: 9 }); // => tensor([5., 1., 9.])
 * @see https://pytorch.org/docs/stable/generated/torch.nan_to_num.html
 */
export function nanToNum(
  x: Tensor,
  nan?: number | NanToNumOptions | null,
  posinf?: number | Omit<NanToNumOptions, "nan"> | null,
  neginf?: number | Pick<NanToNumOptions, "neginf"> | null,
): Tensor {
  const [input, forNan, forInfinity, forMinusInfinity] = bind(signature, arguments);
  if (!input.isFloatingPoint()) return input.clone();
  const limit = largest[input.dtype as "float32" | "float64"];
  return input
    .maskedFill(input.isnan(), forNan ?? 0)
    .maskedFill(input.eq(Infinity), forInfinity ?? limit)
    .maskedFill(input.eq(-Infinity), forMinusInfinity ?? -limit);
}
