import type { View } from "../../backend/contract.js";
import { resultType } from "../../dtype.js";
import { apply } from "../../op/apply.js";
import { defineOp } from "../../op/op.js";
import { requireTensor, type Tensor } from "../../tensor.js";

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
  const inputs = bias === null ? [x, mean, scale] : [x, mean, scale, bias];
  for (const input of inputs) requireTensor("scaleChannels", input);
  const dtype = resultType(...inputs);
  return apply(
    scaleChannelsOp,
    inputs.map((input) => input.to(dtype)),
    undefined,
  );
}
