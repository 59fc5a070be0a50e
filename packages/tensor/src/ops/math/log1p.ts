import type { Tensor } from "../../tensor.js";
import { applyFloatUnary, defineUnaryOp } from "../elementwise.js";

const log1pOp = defineUnaryOp({
  name: "log1p",
  kernel: "log1p",
  saves: { inputs: [0] },
  grad: [(g, ctx) => g.div(ctx.input(0).add(1))],
});

/**
 * `log(1 + x)`, exact where x is close to 0. Integers become float32 first.
 *
 * @example
 * tensor([0, 1]).log1p(); // => tensor([0.0000, 0.6931])
 * @see https://pytorch.org/docs/stable/generated/torch.log1p.html
 */
export function log1p(x: Tensor): Tensor {
  return applyFloatUnary(log1pOp, x);
}
