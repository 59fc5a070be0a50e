import { bind } from "../../arguments/bind.js";
import type { Tensor } from "../../tensor.js";
import { applyFloatUnary, defineUnaryOp, unarySignature } from "../elementwise.js";

const log10Op = defineUnaryOp({
  name: "log10",
  kernel: "log10",
  saves: { inputs: [0] },
  grad: [(g, ctx) => g.div(ctx.input(0).mul(Math.LN10))],
});

const log10Signature = unarySignature("log10");

/**
 * The logarithm to base 10. Integers become float32 first.
 *
 * @example
 * tensor([1, 100]).log10(); // => tensor([0., 2.])
 * @see https://pytorch.org/docs/stable/generated/torch.log10.html
 */
export function log10(x: Tensor): Tensor {
  [x] = bind(log10Signature, arguments);
  return applyFloatUnary(log10Op, x);
}
