import { bind } from "../../arguments/bind.js";
import type { Tensor } from "../../tensor.js";
import { applyFloatUnary, defineUnaryOp, unarySignature } from "../elementwise.js";

const tanOp = defineUnaryOp({
  name: "tan",
  kernel: "tan",
  saves: { output: true },
  grad: [(g, ctx) => g.mul(ctx.output().square().add(1))],
});

const tanSignature = unarySignature("tan");

/**
 * The tangent of an angle in radians. Integers become float32 first.
 *
 * @example
 * tensor([0]).tan(); // => tensor([0.])
 * @see https://pytorch.org/docs/stable/generated/torch.tan.html
 */
export function tan(x: Tensor): Tensor {
  [x] = bind(tanSignature, arguments);
  return applyFloatUnary(tanOp, x);
}
