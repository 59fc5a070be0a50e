import { bind } from "../../arguments/bind.js";
import type { Tensor } from "../../tensor.js";
import { applyFloatUnary, defineUnaryOp, unarySignature } from "../elementwise.js";

const erfOp = defineUnaryOp({
  name: "erf",
  kernel: "erf",
  saves: { inputs: [0] },
  grad: [(g, ctx) => g.mul(ctx.input(0).square().neg().exp()).mul(2 / Math.sqrt(Math.PI))],
});

const erfSignature = unarySignature("erf");

/**
 * The error function, `2 / sqrt(pi)` times the integral of `exp(-t²)` from 0 to x. Integers become float32 first.
 *
 * @example
 * tensor([0, 1]).erf(); // => tensor([0.0000, 0.8427])
 * @see https://pytorch.org/docs/stable/generated/torch.erf.html
 */
export function erf(x: Tensor): Tensor {
  [x] = bind(erfSignature, arguments);
  return applyFloatUnary(erfOp, x);
}
