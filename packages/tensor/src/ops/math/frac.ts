import { bind } from "../../arguments/bind.js";
import { callAs } from "../../op/callAs.js";
import type { Tensor } from "../../tensor.js";
import { unarySignature } from "../elementwise.js";

const fracSignature = unarySignature("frac");

/**
 * The part after the point, with the sign of the element.
 *
 * @example
 * tensor([1.5, -2.5]).frac(); // => tensor([ 0.5000, -0.5000])
 * @see https://pytorch.org/docs/stable/generated/torch.frac.html
 */
export function frac(x: Tensor): Tensor {
  const [input] = bind(fracSignature, arguments);
  return callAs("frac", () => input.sub(input.detach().trunc()));
}
