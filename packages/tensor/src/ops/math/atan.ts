import { bind } from "../../arguments/bind.js";
import type { Tensor } from "../../tensor.js";
import { applyFloatUnary, defineUnaryOp, unarySignature } from "../elementwise.js";

const atanOp = defineUnaryOp({
  name: "atan",
  kernel: "atan",
  saves: { inputs: [0] },
  grad: [(g, ctx) => g.div(ctx.input(0).square().add(1))],
});

const atanSignature = unarySignature("atan");

/**
 * The angle in radians whose tangent each element is. Integers become float32 first.
 *
 * @example
 * tensor([1]).atan(); // => tensor([0.7854])
 * @see https://pytorch.org/docs/stable/generated/torch.atan.html
 */
export function atan(x: Tensor): Tensor {
  [x] = bind(atanSignature, arguments);
  return applyFloatUnary(atanOp, x);
}
