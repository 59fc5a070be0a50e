import { bind } from "../../arguments/bind.js";
import type { Tensor } from "../../tensor.js";
import { applyFloatUnary, defineUnaryOp, unarySignature } from "../elementwise.js";

const coshOp = defineUnaryOp({
  name: "cosh",
  kernel: "cosh",
  saves: { inputs: [0] },
  grad: [(g, ctx) => g.mul(ctx.input(0).sinh())],
});

const coshSignature = unarySignature("cosh");

/**
 * The hyperbolic cosine. Integers become float32 first.
 *
 * @example
 * tensor([0]).cosh(); // => tensor([1.])
 * @see https://pytorch.org/docs/stable/generated/torch.cosh.html
 */
export function cosh(x: Tensor): Tensor {
  [x] = bind(coshSignature, arguments);
  return applyFloatUnary(coshOp, x);
}
