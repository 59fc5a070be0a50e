import type { ConvGeometry, DeviceBuffer, Kernels, PoolGeometry, View } from "../contract.js";
import { type Composition, compose } from "./composition.js";

/** The output of a convolution, or its gradient, as a view that nobody else sees. */
function convOutput(parts: Composition, buffer: DeviceBuffer, g: ConvGeometry, { dtype }: View): View {
  return parts.view(buffer, [g.batch, g.outChannels, g.outHeight, g.outWidth], dtype);
}

export function conv2dRelu(kernels: Kernels, x: View, weight: View, bias: View | null, g: ConvGeometry): DeviceBuffer {
  return compose(kernels, (parts) =>
    kernels.unary("relu", convOutput(parts, kernels.conv2d(x, weight, bias, g), g, x)),
  );
}

/** The ReLU comes last: the results are the same, and there are fewer of them. */
export function conv2dReluMaxPool2d(
  kernels: Kernels,
  x: View,
  weight: View,
  bias: View | null,
  g: ConvGeometry,
  pool: PoolGeometry,
): readonly [values: DeviceBuffer, indices: DeviceBuffer] {
  return compose(kernels, (parts) => {
    const y = convOutput(parts, kernels.conv2d(x, weight, bias, g), g, x);
    const [maxima, indices] = kernels.maxPool2d(y, pool);
    const shape = [pool.batch, pool.channels, pool.outHeight, pool.outWidth];
    const places = parts.view(indices, shape, "int32");
    const values = parts.unary("relu", parts.view(maxima, shape, x.dtype));
    return [parts.keep(values), parts.keep(places)];
  });
}

export function unpooledConv2dInputGrad(
  kernels: Kernels,
  grad: View,
  indices: View,
  weight: View,
  g: ConvGeometry,
  pool: PoolGeometry,
): DeviceBuffer {
  return compose(kernels, (parts) => {
    const unpooled = convOutput(parts, kernels.maxPool2dInputGrad(grad, indices, pool), g, grad);
    return kernels.conv2dInputGrad(unpooled, weight, g);
  });
}

export function unpooledConv2dWeightGrad(
  kernels: Kernels,
  grad: View,
  indices: View,
  x: View,
  g: ConvGeometry,
  pool: PoolGeometry,
): DeviceBuffer {
  return compose(kernels, (parts) => {
    const unpooled = convOutput(parts, kernels.maxPool2dInputGrad(grad, indices, pool), g, grad);
    return kernels.conv2dWeightGrad(unpooled, x, g);
  });
}
