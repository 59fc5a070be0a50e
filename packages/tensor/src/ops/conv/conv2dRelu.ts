import type { ConvGeometry, PoolGeometry, View } from "../../backend/contract.js";
import { apply, applyMulti, defineMultiOp, defineOp, type GradRule } from "../../op.js";
import { requireTensor, type Tensor } from "../../tensor.js";
import { poolGeometry } from "../pool/geometry.js";
import { type MaxPool2dOptions, maxPool2dInputGradOp, poolMaxima } from "../pool/maxPool2d.js";
import { fromPlanes, type Pair, toPlanes } from "../windows.js";
import { type Conv2dOptions, conv2dInputGradOp, conv2dOp, conv2dWeightGradOp } from "./conv2d.js";
import { convGeometry } from "./geometry.js";

// The blocks that convolutional networks are made of, for devices that compute one at once: the values between are never
// written. Their gradients are those of the parts.

/** The gradient of what is under the ReLU, which holds back where its result is not positive. */
function underRelu(g: Tensor, result: Tensor): Tensor {
  return g.maskedFill(result.le(0), 0);
}

/** The rules for x, weight and bias: shared are the gradient of the convolution's result, and what has the same sum. */
function convRules<A>(geometry: (attributes: A) => ConvGeometry): GradRule<A>[] {
  return [
    (_, ctx, __, [g]) => apply(conv2dInputGradOp, [g, ctx.input(1)], geometry(ctx.attributes)),
    (_, ctx, __, [g]) => apply(conv2dWeightGradOp, [g, ctx.input(0)], geometry(ctx.attributes)),
    (_, __, ___, [, g]) => g.sum([0, 2, 3]),
  ];
}

const conv2dReluOp = defineOp<ConvGeometry>({
  name: "conv2dRelu",
  shape: conv2dOp.shape,
  forward: (kernels, [x, weight, bias], geometry) =>
    requireKernel(kernels.conv2dRelu)(x as View, weight as View, (bias as View | undefined) ?? null, geometry),
  saves: { inputsPerRule: [[1], [0], []], output: true },
  shared: (grad, ctx) => {
    const g = underRelu(grad, ctx.output());
    return [g, g];
  },
  grad: convRules((geometry) => geometry),
});

interface BlockGeometry {
  readonly conv: ConvGeometry;
  readonly pool: PoolGeometry;
}

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
    requireKernel(kernels.conv2dReluMaxPool2d)(
      x as View,
      weight as View,
      (bias as View | undefined) ?? null,
      conv,
      pool,
    ),
  saves: { inputsPerRule: [[1], [0], []], output: true },
  shared: (grad, ctx) => {
    // The order of ReLU and maximum makes no difference, but there are fewer maxima. Un-pooling moves them about, which
    // does not change their sum.
    const g = underRelu(grad, ctx.output());
    return [apply(maxPool2dInputGradOp, [g, ctx.output(1)], ctx.attributes.pool), g];
  },
  grad: convRules(({ conv }) => conv),
});

/** The functions below do not come this far on a device without the kernel. */
function requireKernel<K>(kernel: K | undefined): K {
  return kernel as K;
}

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
  const { operands, geometry } = prepare(x, weight, bias, options);
  const y =
    x.device.backend.conv2dRelu === undefined
      ? apply(conv2dOp, operands, geometry).relu()
      : apply(conv2dReluOp, operands, geometry);
  return fromPlanes(y, 2, x.ndim);
}

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
  const { operands, geometry: conv } = prepare(x, weight, bias, options);
  const shape = conv2dOp.shape(operands, conv);
  const pool = poolGeometry("maxPool2d", 2, { shape, ndim: 4, dtype: x.dtype }, kernelSize, poolOptions);
  if (x.device.backend.conv2dReluMaxPool2d === undefined) {
    const { values } = poolMaxima(apply(conv2dOp, operands, conv), 2, pool, true) as { values: Tensor };
    return fromPlanes(values.relu(), 2, x.ndim);
  }
  const [values] = applyMulti(conv2dReluMaxPool2dOp, operands, { conv, pool });
  return fromPlanes(values, 2, x.ndim);
}

function prepare(x: Tensor, weight: Tensor, bias: Tensor | null, options: Conv2dOptions) {
  for (const operand of [x, weight]) requireTensor("conv2d", operand);
  const geometry = convGeometry("conv2d", 2, x, weight, bias, options);
  const planes = toPlanes(x, 2);
  return { operands: bias === null ? [planes, weight] : [planes, weight, bias], geometry };
}
