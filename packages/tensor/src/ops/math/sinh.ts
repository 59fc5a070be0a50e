import type { Tensor } from "../../tensor.js";
import { applyFloatUnary, defineUnaryOp } from "../elementwise.js";

const sinhOp = defineUnaryOp({
  name: "sinh",
  kernel: "sinh",
  saves: { inputs: [0] },
  grad: [(g, ctx) => g.mul(ctx.input(0).cosh())],
});

/**
 * The hyperbolic sine. Integers become float32 first.
 *
 * @example
 * tensor([1]).sinh(); // => tensor([1.1752])
 * @see https://pytorch.org/docs/stable/generated/torch.sinh.html
 */
export function sinh(x: Tensor): Tensor {
  return applyFloatUnary(sinhOp, x);
}
