import { bind } from "../../arguments/bind.js";
import type { Tensor } from "../../tensor.js";
import { unarySignature } from "../elementwise.js";

const softsignSignature = unarySignature("softsign");

/**
 * A slow sigmoid: `x / (1 + |x|)`.
 *
 * @example
 * tensor([1, -3]).softsign(); // => tensor([ 0.5000, -0.7500])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.softsign.html
 */
export function softsign(x: Tensor): Tensor {
  [x] = bind(softsignSignature, arguments);
  return x.div(x.abs().add(1));
}
