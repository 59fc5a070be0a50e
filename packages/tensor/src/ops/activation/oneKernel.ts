import type { View } from "../../backend/contract.js";
import type { ActivationName, ActivationParameters } from "../../backend/kernels/activation.js";
import { isFloat } from "../../dtype.js";
import { apply } from "../../op/apply.js";
import { defineOp, type KernelOp } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";

/** The second derivative, with Tensor methods, so that it has derivatives itself. */
type Curvature = (x: Tensor, parameters: ActivationParameters) => Tensor;

/**
 * An activation that is one kernel forward and one backward, as a function of a tensor and its parameters. Integers become
 * float32 first.
 *
 * @param curvature The second derivative; null where it is 0 all over.
 */
export function defineActivation(
  name: ActivationName,
  curvature: Curvature | null,
): (x: Tensor, parameters?: Partial<ActivationParameters>) => Tensor {
  const inputGradOp: KernelOp<ActivationParameters> = defineOp<ActivationParameters>({
    name: `${name}Backward`,
    shape: ([grad]) => (grad as Tensor).shape,
    forward: (kernels, [grad, x], parameters) => kernels.activationInputGrad(name, grad as View, x as View, parameters),
    saves: curvature === null ? { inputs: [1] } : { inputs: [0, 1] },
    grad: [
      (g, ctx) => apply(inputGradOp, [g, ctx.input(1)], ctx.attributes),
      curvature === null ? null : (g, ctx) => g.mul(ctx.input(0)).mul(curvature(ctx.input(1), ctx.attributes)),
    ],
  });
  const op = defineOp<ActivationParameters>({
    name,
    shape: ([x]) => (x as Tensor).shape,
    forward: (kernels, [x], parameters) => kernels.activation(name, x as View, parameters),
    saves: { inputs: [0] },
    grad: [(g, ctx) => apply(inputGradOp, [g, ctx.input(0)], ctx.attributes)],
  });
  return (x, { a = 0, b = 0, c = 0 } = {}) => apply(op, [isFloat(x.dtype) ? x : x.to("float32")], { a, b, c });
}
