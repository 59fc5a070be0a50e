import { bind } from "../../arguments/bind.js";
import type { Tensor } from "../../tensor.js";
import { applyFloatUnary, defineUnaryOp, unarySignature } from "../elementwise.js";

const sinOp = defineUnaryOp({
  name: "sin",
  kernel: "sin",
  saves: { inputs: [0] },
  grad: [(g, ctx) => g.mul(ctx.input(0).cos())],
});

const sinSignature = unarySignature("sin");

/**
 * The sine of an angle in radians. Integers become float32 first.
 *
 * @example
 * tensor([0, Math.PI / 2]).sin(); // => tensor([0., 1.])
 * @see https://pytorch.org/docs/stable/generated/torch.sin.html
 */
export function sin(x: Tensor): Tensor {
  [x] = bind(sinSignature, arguments);
  return applyFloatUnary(sinOp, x);
}
