import { bind } from "../../arguments/bind.js";
import type { Tensor } from "../../tensor.js";
import { applyFloatUnary, defineUnaryOp, unarySignature } from "../elementwise.js";

const log1pOp = defineUnaryOp({
  name: "log1p",
  kernel: "log1p",
  saves: { inputs: [0] },
  grad: [(g, ctx) => g.div(ctx.input(0).add(1))],
});

const log1pSignature = unarySignature("log1p");

/**
 * `log(1 + x)`, exact where x is close to 0. Integers become float32 first.
 *
 * @example
 * tensor([0, 1]).log1p(); // => tensor([0.0000, 0.6931])
 * @see https://pytorch.org/docs/stable/generated/torch.log1p.html
 */
export function log1p(x: Tensor): Tensor {
  [x] = bind(log1pSignature, arguments);
  return applyFloatUnary(log1pOp, x);
}
