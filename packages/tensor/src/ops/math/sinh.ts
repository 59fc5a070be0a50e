import { bind } from "../../arguments/bind.js";
import type { Tensor } from "../../tensor.js";
import { applyFloatUnary, defineUnaryOp, unarySignature } from "../elementwise.js";

const sinhOp = defineUnaryOp({
  name: "sinh",
  kernel: "sinh",
  saves: { inputs: [0] },
  grad: [(g, ctx) => g.mul(ctx.input(0).cosh())],
});

const sinhSignature = unarySignature("sinh");

/**
 * The hyperbolic sine. Integers become float32 first.
 *
 * @example
 * tensor([1]).sinh(); // => tensor([1.1752])
 * @see https://pytorch.org/docs/stable/generated/torch.sinh.html
 */
export function sinh(x: Tensor): Tensor {
  [x] = bind(sinhSignature, arguments);
  return applyFloatUnary(sinhOp, x);
}
