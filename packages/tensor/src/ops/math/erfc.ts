import { bind } from "../../arguments/bind.js";
import type { Tensor } from "../../tensor.js";
import { applyFloatUnary, unarySignature } from "../elementwise.js";
import { defineHostUnaryOp } from "./hostUnary.js";
import { erfcOf, erfinvOf, slopeOfErf } from "./specialFunctions.js";

const erfcOp = defineHostUnaryOp({
  name: "erfc",
  compute: erfcOf,
  saves: { inputs: [0] },
  grad: (g, ctx) => g.mul(ctx.input(0).square().neg().exp()).mul(-slopeOfErf),
});

const erfinvOp = defineHostUnaryOp({
  name: "erfinv",
  compute: erfinvOf,
  saves: { inputs: [0] },
  grad: (g, ctx) => g.mul(erfinv(ctx.input(0)).square().exp()).div(slopeOfErf),
});

const erfcSignature = unarySignature("erfc");
const erfinvSignature = unarySignature("erfinv");

/**
 * The complementary error function, `1 - erf(x)`, with its digits where that is near 0. Integers become float32 first.
 * Computed on the host in float64.
 *
 * @throws {DeviceError} on a device that can only be read with `await`.
 * @example
 * erfc(tensor([0, 1])); // => tensor([1.0000, 0.1573])
 * @see https://pytorch.org/docs/stable/generated/torch.erfc.html
 */
export function erfc(x: Tensor): Tensor {
  [x] = bind(erfcSignature, arguments);
  return applyFloatUnary(erfcOp, x);
}

/**
 * The inverse of {@link erf}: +-Infinity at +-1, and NaN beyond. Integers become float32 first. Computed on the host in
 * float64.
 *
 * @throws {DeviceError} on a device that can only be read with `await`.
 * @example
 * erfinv(tensor([0, 0.5, -1])); // => tensor([0.0000, 0.4769,   -inf])
 * @see https://pytorch.org/docs/stable/generated/torch.erfinv.html
 */
export function erfinv(x: Tensor): Tensor {
  [x] = bind(erfinvSignature, arguments);
  return applyFloatUnary(erfinvOp, x);
}
