import type { ConvGeometry, View } from "../../backend/contract.js";
import { apply } from "../../op/apply.js";
import { defineOp } from "../../op/op.js";
import { requireTensor, type Tensor } from "../../tensor.js";
import { channelSums, reluInputGradSums } from "../activation/relu.js";
import { fromPlanes, toPlanes } from "../windows.js";
import { type Conv2dOptions, conv2dInputGradOp, conv2dOp, conv2dWeightGradOp } from "./conv2d.js";
import { convGeometry } from "./geometry.js";

// A convolution and its ReLU: a backend that computes both at once never writes what is between. The gradients are those
// of the parts.

const conv2dReluOp = defineOp<ConvGeometry>({
  name: "conv2dRelu",
  shape: conv2dOp.shape,
  forward: (kernels, [x, weight, bias], geometry) =>
    kernels.conv2dRelu(x as View, weight as View, (bias as View | undefined) ?? null, geometry),
  saves: { inputsPerRule: [[1], [0], []], output: true },
  shared: (grad, ctx) => reluInputGradSums(grad, ctx.output()),
  grad: [
    (_, ctx, __, [g]) => apply(conv2dInputGradOp, [g, ctx.input(1)], ctx.attributes),
    (_, ctx, __, [g]) => apply(conv2dWeightGradOp, [g, ctx.input(0)], ctx.attributes),
    (_, __, ___, [g, sums]) => channelSums(g, sums),
  ],
});

/**
 * `relu(conv2d(x, weight, bias, options))`, in one kernel where the device's backend has it; `nn.Sequential` calls this.
 *
 * Shapes and errors: as for {@link conv2d}.
 *
 * @example
 * conv2dRelu(tensor([[[1, 2, 3]]]), tensor([[[[1, -1]]]]), tensor([0.5])); // => tensor([[[0., 0.]]])
 * @see https://pytorch.org/docs/stable/generated/torch.ao.nn.intrinsic.ConvReLU2d.html
 */
export function conv2dRelu(x: Tensor, weight: Tensor, bias: Tensor | null = null, options: Conv2dOptions = {}): Tensor {
  const { operands, geometry } = prepareConv2d(x, weight, bias, options);
  return fromPlanes(apply(conv2dReluOp, operands, geometry), 2, x.ndim);
}

/** The operands of a convolution over planes, checked. */
export function prepareConv2d(x: Tensor, weight: Tensor, bias: Tensor | null, options: Conv2dOptions) {
  for (const operand of [x, weight]) requireTensor("conv2d", operand);
  const geometry = convGeometry("conv2d", 2, x, weight, bias, options);
  const planes = toPlanes(x, 2);
  return { operands: bias === null ? [planes, weight] : [planes, weight, bias], geometry };
}
