import { bind } from "../../arguments/bind.js";
import type { Tensor } from "../../tensor.js";
import { applyFloatUnary, defineUnaryOp, unarySignature } from "../elementwise.js";

const asinOp = defineUnaryOp({
  name: "asin",
  kernel: "asin",
  saves: { inputs: [0] },
  grad: [(g, ctx) => g.mul(ctx.input(0).square().neg().add(1).rsqrt())],
});

const asinSignature = unarySignature("asin");

/**
 * The angle in radians whose sine each element is; NaN outside [-1, 1]. Integers become float32 first.
 *
 * @example
 * tensor([1]).asin(); // => tensor([1.5708])
 * @see https://pytorch.org/docs/stable/generated/torch.asin.html
 */
export function asin(x: Tensor): Tensor {
  [x] = bind(asinSignature, arguments);
  return applyFloatUnary(asinOp, x);
}
