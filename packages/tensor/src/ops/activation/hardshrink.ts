import { bind } from "../../arguments/bind.js";
import { aFiniteNumber } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { isFloat } from "../../dtype.js";
import type { Tensor } from "../../tensor.js";
import { defineActivation } from "./oneKernel.js";

const hardshrinkOf = defineActivation("hardshrink", null);

const signature = defineSignature("hardshrink", required("x", aTensor), optional("lambd", aFiniteNumber, 0.5));

/** Options of {@link hardshrink}. */
export interface HardshrinkOptions {
  /** Half the width of the flat part, >= 0. Default 0.5. */
  readonly lambd?: number;
}

/**
 * 0 close to 0, x elsewhere: `|x| > lambd ? x : 0`.
 *
 * @param lambd Half the width of the flat part, >= 0. Default 0.5.
 * @example
 * tensor([0.3, 2]).hardshrink(); // => tensor([0., 2.])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.hardshrink.html
 */
export function hardshrink(x: Tensor, lambd?: number | HardshrinkOptions): Tensor {
  [x, lambd] = bind(signature, arguments);
  return isFloat(x.dtype) ? hardshrinkOf(x, { a: lambd }) : x.maskedFill(x.abs().le(lambd), 0);
}
