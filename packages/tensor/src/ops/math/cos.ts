import { bind } from "../../arguments/bind.js";
import type { Tensor } from "../../tensor.js";
import { applyFloatUnary, defineUnaryOp, unarySignature } from "../elementwise.js";

const cosOp = defineUnaryOp({
  name: "cos",
  kernel: "cos",
  saves: { inputs: [0] },
  grad: [(g, ctx) => g.mul(ctx.input(0).sin()).neg()],
});

const cosSignature = unarySignature("cos");

/**
 * The cosine of an angle in radians. Integers become float32 first.
 *
 * @example
 * tensor([0]).cos(); // => tensor([1.])
 * @see https://pytorch.org/docs/stable/generated/torch.cos.html
 */
export function cos(x: Tensor): Tensor {
  [x] = bind(cosSignature, arguments);
  return applyFloatUnary(cosOp, x);
}
