import { bind } from "../../arguments/bind.js";
import type { Tensor } from "../../tensor.js";
import { unarySignature } from "../elementwise.js";

const tanhshrinkSignature = unarySignature("tanhshrink");

/**
 * What the hyperbolic tangent takes away: `x - tanh(x)`.
 *
 * @example
 * tensor([1]).tanhshrink(); // => tensor([0.2384])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.tanhshrink.html
 */
export function tanhshrink(x: Tensor): Tensor {
  [x] = bind(tanhshrinkSignature, arguments);
  return x.sub(x.tanh());
}
