import type { View } from "../../backend/contract.js";
import type { ClampBounds } from "../../backend/kernels/clamp.js";
import { apply } from "../../op/apply.js";
import { defineOp, type KernelOp } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";

const clampInputGradOp: KernelOp<ClampBounds> = defineOp<ClampBounds>({
  name: "clampBackward",
  shape: ([grad]) => (grad as Tensor).shape,
  forward: (kernels, [grad, x], bounds) => kernels.clampInputGrad(grad as View, x as View, bounds),
  saves: { inputs: [1] },
  grad: [(g, ctx) => apply(clampInputGradOp, [g, ctx.input(1)], ctx.attributes), null],
});

const clampOp = defineOp<ClampBounds>({
  name: "clamp",
  shape: ([x]) => (x as Tensor).shape,
  forward: (kernels, [x], bounds) => kernels.clamp(x as View, bounds),
  saves: { inputs: [0] },
  grad: [(g, ctx) => apply(clampInputGradOp, [g, ctx.input(0)], ctx.attributes)],
});

/** A float tensor between two numbers, neither of which is NaN. */
export function clampToNumbers(x: Tensor, low: number, high: number, isOpen: boolean): Tensor {
  // As float32 compares with them.
  const round = x.dtype === "float32" ? Math.fround : (value: number): number => value;
  return apply(clampOp, [x], { low: round(low), high: round(high), isOpen });
}
