import type { View } from "../../backend/contract.js";
import { resultType } from "../../dtype.js";
import { apply } from "../../op/apply.js";
import { defineOp, type KernelOp } from "../../op/op.js";
import { requireTensor, type Tensor } from "../../tensor.js";
import { reluInputGrad } from "../activation/relu.js";

const scaleChannelsOp = defineOp({
  name: "scaleChannels",
  shape: ([x]) => (x as Tensor).shape,
  forward: (kernels, inputs) => {
    const [x, mean, scale, bias = null] = inputs as readonly View[];
    return kernels.scaleChannels(x, mean, scale, bias);
  },
  saves: { inputsPerRule: [[2], [2], [0, 1], []] },
  grad: [
    (g, ctx) => g.mul(ctx.input(2)),
    (g, ctx) => g.sum([0, 2]).neg().reshape(ctx.inputShape(1)).mul(ctx.input(2)),
    (g, ctx) => g.mul(ctx.input(0).sub(ctx.input(1))),
    (g) => g,
  ],
});

/** The same with a ReLU, whose gradient comes first. */
const scaleChannelsReluOp = defineOp({
  name: "scaleChannelsRelu",
  shape: scaleChannelsOp.shape,
  forward: (kernels, inputs) => {
    const [x, mean, scale, bias = null] = inputs as readonly View[];
    return kernels.scaleChannelsRelu(x, mean, scale, bias);
  },
  saves: { inputsPerRule: [[2], [2], [0, 1], []], output: true },
  shared: (grad, ctx) => [reluInputGrad(grad, ctx.output())],
  grad: [
    (_, ctx, __, [g]) => g.mul(ctx.input(2)),
    (_, ctx, __, [g]) => g.sum([0, 2]).neg().reshape(ctx.inputShape(1)).mul(ctx.input(2)),
    (_, ctx, __, [g]) => g.mul(ctx.input(0).sub(ctx.input(1))),
    (_, __, ___, [g]) => g,
  ],
});

/**
 * `(x - mean) * scale + bias`, with one of each per channel: what batch norm does when it is not in training, in one
 * kernel where the device's backend has it.
 *
 * Shapes: x [N, C, L]; mean, scale and bias [C, 1] -> [N, C, L].
 *
 * @example
 * scaleChannels(tensor([[[3, 5]]]), tensor([[1]]), tensor([[10]]), null); // => tensor([[[20., 40.]]])
 */
export function scaleChannels(x: Tensor, mean: Tensor, scale: Tensor, bias: Tensor | null): Tensor {
  return applyScale(scaleChannelsOp, x, mean, scale, bias);
}

/**
 * `relu(scaleChannels(x, mean, scale, bias))`.
 *
 * @example
 * scaleChannelsRelu(tensor([[[3, -5]]]), tensor([[1]]), tensor([[10]]), null); // => tensor([[[20.,  0.]]])
 */
export function scaleChannelsRelu(x: Tensor, mean: Tensor, scale: Tensor, bias: Tensor | null): Tensor {
  return applyScale(scaleChannelsReluOp, x, mean, scale, bias);
}

function applyScale(op: KernelOp<undefined>, x: Tensor, mean: Tensor, scale: Tensor, bias: Tensor | null): Tensor {
  const inputs = bias === null ? [x, mean, scale] : [x, mean, scale, bias];
  for (const input of inputs) requireTensor("scaleChannels", input);
  const dtype = resultType(...inputs);
  return apply(
    op,
    inputs.map((input) => input.to(dtype)),
    undefined,
  );
}
