import { bind } from "../../arguments/bind.js";
import { aNumberFrom } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { isFloat } from "../../dtype.js";
import type { Tensor } from "../../tensor.js";
import { defineActivation } from "./oneKernel.js";

const softshrinkOf = defineActivation("softshrink", null);

const signature = defineSignature("softshrink", required("x", aTensor), optional("lambd", aNumberFrom(0), 0.5));

/** Options of {@link softshrink}. */
export interface SoftshrinkOptions {
  /** Half the width of the flat part, >= 0. Default 0.5. */
  readonly lambd?: number;
}

/**
 * x moved towards 0, and 0 close to it: `sign(x) * max(|x| - lambd, 0)`.
 *
 * @param lambd Half the width of the flat part, >= 0. Default 0.5.
 * @throws {ValueError} for a negative lambd.
 * @example
 * tensor([0.3, 2]).softshrink(); // => tensor([0.0000, 1.5000])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.softshrink.html
 */
export function softshrink(x: Tensor, lambd?: number | SoftshrinkOptions): Tensor {
  [x, lambd] = bind(signature, arguments);
  if (isFloat(x.dtype)) return softshrinkOf(x, { a: lambd });
  return x.sub(x.detach().sign().mul(lambd)).maskedFill(x.abs().le(lambd), 0);
}
