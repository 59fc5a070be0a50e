import type { Tensor } from "../../tensor.js";
import { applyFloatUnary, defineUnaryOp } from "../elementwise.js";

const atanOp = defineUnaryOp({
  name: "atan",
  kernel: "atan",
  saves: { inputs: [0] },
  grad: [(g, ctx) => g.div(ctx.input(0).square().add(1))],
});

/**
 * The angle in radians whose tangent each element is. Integers become float32 first.
 *
 * @example
 * tensor([1]).atan(); // => tensor([0.7854])
 * @see https://pytorch.org/docs/stable/generated/torch.atan.html
 */
export function atan(x: Tensor): Tensor {
  return applyFloatUnary(atanOp, x);
}
