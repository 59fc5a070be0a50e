import { bind } from "../../arguments/bind.js";
import { anIntegerFrom } from "../../arguments/kinds.js";
import { defineSignature, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { isFloat } from "../../dtype.js";
import { apply } from "../../op/apply.js";
import type { KernelOp } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { applyFloatUnary, unarySignature } from "../elementwise.js";
import { defineHostUnaryOp } from "./hostUnary.js";
import { digammaOf, lgammaOf, polygammaOf } from "./specialFunctions.js";

const lgammaOp = defineHostUnaryOp({
  name: "lgamma",
  compute: lgammaOf,
  saves: { inputs: [0] },
  grad: (g, ctx) => g.mul(apply(digammaOp, [ctx.input(0)], undefined)),
});

const digammaOp: KernelOp<undefined> = defineHostUnaryOp({
  name: "digamma",
  compute: digammaOf,
  saves: { inputs: [0] },
  grad: (g, ctx) => g.mul(apply(polygammaOp, [ctx.input(0)], 1)),
});

/** Its attribute is the derivative's number. */
const polygammaOp: KernelOp<number> = defineHostUnaryOp<number>({
  name: "polygamma",
  compute: polygammaOf,
  saves: { inputs: [0] },
  grad: (g, ctx) => g.mul(apply(polygammaOp, [ctx.input(0)], ctx.attributes + 1)),
});

const lgammaSignature = unarySignature("lgamma");
const digammaSignature = unarySignature("digamma");
const polygammaSignature = defineSignature("polygamma", required("n", anIntegerFrom(0)), required("x", aTensor));

/**
 * The logarithm of the absolute value of the gamma function. Integers become float32 first. Computed on the host in float64.
 *
 * @throws {DeviceError} on a device that can only be read with `await`.
 * @example
 * lgamma(tensor([1, 4, 0.5])); // => tensor([0.0000, 1.7918, 0.5724])
 * @see https://pytorch.org/docs/stable/generated/torch.lgamma.html
 */
export function lgamma(x: Tensor): Tensor {
  [x] = bind(lgammaSignature, arguments);
  return applyFloatUnary(lgammaOp, x);
}

/**
 * The derivative of {@link lgamma}. Integers become float32 first. Computed on the host in float64.
 *
 * @throws {DeviceError} on a device that can only be read with `await`.
 * @example
 * digamma(tensor([1, 0.5])); // => tensor([-0.5772, -1.9635])
 * @see https://pytorch.org/docs/stable/generated/torch.digamma.html
 */
export function digamma(x: Tensor): Tensor {
  [x] = bind(digammaSignature, arguments);
  return applyFloatUnary(digammaOp, x);
}

/**
 * Derivative n of {@link digamma}. Integers become float32 first. Computed on the host in float64.
 *
 * @param n Which derivative, >= 0; 0 is digamma itself.
 * @throws {DeviceError} on a device that can only be read with `await`.
 * @example
 * polygamma(1, tensor([1, 0.5])); // => tensor([1.6449, 4.9348])
 * @see https://pytorch.org/docs/stable/generated/torch.polygamma.html
 */
export function polygamma(n: number, x: Tensor): Tensor {
  [n, x] = bind(polygammaSignature, arguments);
  return apply(polygammaOp, [isFloat(x.dtype) ? x : x.to("float32")], n);
}
