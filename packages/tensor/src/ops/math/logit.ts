import { bind } from "../../arguments/bind.js";
import { aFiniteNumber, nullable } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { isFloat } from "../../dtype.js";
import type { Tensor } from "../../tensor.js";

const signature = defineSignature("logit", required("x", aTensor), optional("eps", nullable(aFiniteNumber), null));

/**
 * The logarithm of the odds, `log(x / (1 - x))`, the inverse of {@link sigmoid}. Integers become float32 first.
 *
 * @param eps x is clamped to [eps, 1 - eps] first; null: it is not, and outside of [0, 1] the result is NaN. Default null.
 * @example
 * logit(tensor([0.5, 0.75])); // => tensor([0.0000, 1.0986])
 * logit(tensor([1]), { eps: 0.25 }); // => tensor([1.0986])
 * @see https://pytorch.org/docs/stable/generated/torch.logit.html
 */
export function logit(x: Tensor, eps?: number | null | { readonly eps?: number | null }): Tensor {
  [x, eps] = bind(signature, arguments);
  const odds = isFloat(x.dtype) ? x : x.to("float32");
  const clamped = eps === null ? odds : odds.clamp(eps, 1 - eps);
  // One logarithm of the odds would have a gradient of 0 times infinity at 0 and 1.
  return clamped.log().sub(clamped.rsub(1).log());
}
