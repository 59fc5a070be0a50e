import { bind } from "../../arguments/bind.js";
import type { Tensor } from "../../tensor.js";
import { applyFloatUnary, defineUnaryOp, unarySignature } from "../elementwise.js";

const acosOp = defineUnaryOp({
  name: "acos",
  kernel: "acos",
  saves: { inputs: [0] },
  grad: [(g, ctx) => g.mul(ctx.input(0).square().neg().add(1).rsqrt()).neg()],
});

const acosSignature = unarySignature("acos");

/**
 * The angle in radians whose cosine each element is; NaN outside [-1, 1]. Integers become float32 first.
 *
 * @example
 * tensor([1]).acos(); // => tensor([0.])
 * @see https://pytorch.org/docs/stable/generated/torch.acos.html
 */
export function acos(x: Tensor): Tensor {
  [x] = bind(acosSignature, arguments);
  return applyFloatUnary(acosOp, x);
}
