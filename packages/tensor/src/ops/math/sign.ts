import { bind } from "../../arguments/bind.js";
import { zerosLike } from "../../creation/fill.js";
import { apply } from "../../op/apply.js";
import type { Tensor } from "../../tensor.js";
import { defineUnaryOp, unarySignature } from "../elementwise.js";

const signOp = defineUnaryOp({
  name: "sign",
  kernel: "sign",
  grad: [(g) => zerosLike(g)],
});

const signSignature = unarySignature("sign");

/**
 * -1, 0 or 1. The gradient is 0 everywhere.
 *
 * @example
 * tensor([-3, 0, 2]).sign(); // => tensor([-1.,  0.,  1.])
 * @see https://pytorch.org/docs/stable/generated/torch.sign.html
 */
export function sign(x: Tensor): Tensor {
  [x] = bind(signSignature, arguments);
  return apply(signOp, [x], undefined);
}
