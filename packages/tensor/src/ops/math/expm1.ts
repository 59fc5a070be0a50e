import { bind } from "../../arguments/bind.js";
import type { Tensor } from "../../tensor.js";
import { applyFloatUnary, defineUnaryOp, unarySignature } from "../elementwise.js";

const expm1Op = defineUnaryOp({
  name: "expm1",
  kernel: "expm1",
  saves: { inputs: [0] },
  // Not 1 more than the output, which near -1 has lost the digits of a small exponential.
  grad: [(g, ctx) => g.mul(ctx.input(0).exp())],
});

const expm1Signature = unarySignature("expm1");

/**
 * `exp(x) - 1`, exact where x is close to 0. Integers become float32 first.
 *
 * @example
 * tensor([1e-5]).expm1(); // => tensor([1.0000e-05])
 * @see https://pytorch.org/docs/stable/generated/torch.expm1.html
 */
export function expm1(x: Tensor): Tensor {
  [x] = bind(expm1Signature, arguments);
  return applyFloatUnary(expm1Op, x);
}
