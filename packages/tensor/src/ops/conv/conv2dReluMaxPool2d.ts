import type { ConvGeometry, PoolGeometry, View } from "../../backend/contract.js";
import { apply, applyMulti } from "../../op/apply.js";
import { defineMultiOp, defineOp, type KernelOp } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { channelSums, reluInputGradSums } from "../activation/relu.js";
import { poolGeometry } from "../pool/geometry.js";
import { type MaxPool2dOptions, takePositions } from "../pool/maxPool2d.js";
import { fromPlanes, type Pair } from "../windows.js";
import { type Conv2dOptions, conv2dOp, conv2dWeightGradOp } from "./conv2d.js";
import { prepareConv2d } from "./conv2dRelu.js";

// The block that convolutional networks are made of: a backend that computes it at once writes neither the values between
// nor their gradients.

interface BlockGeometry {
  readonly conv: ConvGeometry;
  readonly pool: PoolGeometry;
}

/** `grad` and `places` of the maxima `[N, Cout, H'/2, W'/2]`, and `weight` -> `[N, Cin, H, W]`. */
const unpooledInputGradOp: KernelOp<BlockGeometry> = defineOp<BlockGeometry>({
  name: "unpooledConv2dInputGrad",
  shape: (_, { conv: { batch, inChannels, inHeight, inWidth } }) => [batch, inChannels, inHeight, inWidth],
  forward: (kernels, [grad, places, weight], { conv, pool }) =>
    kernels.unpooledConv2dInputGrad(grad as View, places as View, weight as View, conv, pool),
  saves: { inputsPerRule: [[1, 2], [], [0, 1]] },
  grad: [
    (g, ctx) => takePositions(apply(conv2dOp, [g, ctx.input(2)], ctx.attributes.conv), ctx.input(1)),
    null,
    (g, ctx) => apply(unpooledWeightGradOp, [ctx.input(0), ctx.input(1), g], ctx.attributes),
  ],
});

/** `grad` and `places` of the maxima `[N, Cout, H'/2, W'/2]`, and `x [N, Cin, H, W]` -> `[Cout, Cin/groups, kH, kW]`. */
const unpooledWeightGradOp: KernelOp<BlockGeometry> = defineOp<BlockGeometry>({
  name: "unpooledConv2dWeightGrad",
  shape: ([grad, , x], { conv }) => conv2dWeightGradOp.shape([grad, x], conv),
  forward: (kernels, [grad, places, x], { conv, pool }) =>
    kernels.unpooledConv2dWeightGrad(grad as View, places as View, x as View, conv, pool),
  saves: { inputsPerRule: [[1, 2], [], [0, 1]] },
  grad: [
    (g, ctx) => takePositions(apply(conv2dOp, [ctx.input(2), g], ctx.attributes.conv), ctx.input(1)),
    null,
    (g, ctx) => apply(unpooledInputGradOp, [ctx.input(0), ctx.input(1), g], ctx.attributes),
  ],
});

const conv2dReluMaxPool2dOp = defineMultiOp<BlockGeometry>({
  name: "conv2dReluMaxPool2d",
  outputs: ([x], { pool: { batch, channels, outHeight, outWidth } }) => {
    const shape = [batch, channels, outHeight, outWidth];
    return [
      { shape, dtype: (x as Tensor).dtype },
      { shape, dtype: "int32" },
    ];
  },
  forward: (kernels, [x, weight, bias], { conv, pool }) =>
    kernels.conv2dReluMaxPool2d(x as View, weight as View, (bias as View | undefined) ?? null, conv, pool),
  saves: { inputsPerRule: [[1], [0], []], output: true },
  // The order of ReLU and maximum makes no difference, but there are fewer maxima.
  shared: (grad, ctx) => reluInputGradSums(grad, ctx.output()),
  grad: [
    (_, ctx, __, [g]) => apply(unpooledInputGradOp, [g, ctx.output(1), ctx.input(1)], ctx.attributes),
    (_, ctx, __, [g]) => apply(unpooledWeightGradOp, [g, ctx.output(1), ctx.input(0)], ctx.attributes),
    // Un-pooling moves the gradients about, which does not change their sum.
    (_, __, ___, [g, sums]) => channelSums(g, sums),
  ],
});

/**
 * `maxPool2d(relu(conv2d(x, weight, bias, options)), kernelSize, poolOptions)`, in one kernel where the device's backend
 * has it; elsewhere the ReLU comes last, which has the same results and a fraction of the work. `nn.Sequential` calls this.
 *
 * Shapes and errors: as for {@link conv2d} and {@link maxPool2d}.
 *
 * @example
 * const x = tensor([[[1, 2, 4, 8, 0]]]);
 * conv2dReluMaxPool2d(x, tensor([[[[-1, 1]]]]), null, {}, [1, 2]); // => tensor([[[2., 4.]]])
 */
export function conv2dReluMaxPool2d(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  options: Conv2dOptions,
  kernelSize: Pair,
  poolOptions: Omit<MaxPool2dOptions, "returnIndices"> = {},
): Tensor {
  const { operands, geometry: conv } = prepareConv2d(x, weight, bias, options);
  const shape = conv2dOp.shape(operands, conv);
  const pool = poolGeometry("maxPool2d", 2, { shape, ndim: 4, dtype: x.dtype }, kernelSize, poolOptions);
  const [values] = applyMulti(conv2dReluMaxPool2dOp, operands, { conv, pool });
  return fromPlanes(values, 2, x.ndim);
}
