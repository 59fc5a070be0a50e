import { bind } from "../../arguments/bind.js";
import type { Tensor } from "../../tensor.js";
import { applyFloatUnary, defineUnaryOp, unarySignature } from "../elementwise.js";

const log2Op = defineUnaryOp({
  name: "log2",
  kernel: "log2",
  saves: { inputs: [0] },
  grad: [(g, ctx) => g.div(ctx.input(0).mul(Math.LN2))],
});

const log2Signature = unarySignature("log2");

/**
 * The logarithm to base 2. Integers become float32 first.
 *
 * @example
 * tensor([1, 8]).log2(); // => tensor([0., 3.])
 * @see https://pytorch.org/docs/stable/generated/torch.log2.html
 */
export function log2(x: Tensor): Tensor {
  [x] = bind(log2Signature, arguments);
  return applyFloatUnary(log2Op, x);
}
