import { compose } from "../composition/composition.js";
import { convOutput } from "../composition/convOutput.js";
import type { ConvGeometry, DeviceBuffer, PoolGeometry, View } from "../contract.js";
import { type Kernel, withIndices } from "../kernel.js";

/** `maxPool2d(relu(conv2d(x, weight, bias)))` and the indices of the maxima, as `maxPool2d` gives them. */
export const conv2dReluMaxPool2d: Kernel<
  "fused",
  (
    x: View,
    weight: View,
    bias: View | null,
    geometry: ConvGeometry,
    pool: PoolGeometry,
  ) => readonly [values: DeviceBuffer, indices: DeviceBuffer]
> = {
  group: "fused",
  resultDTypes: withIndices,
  // The ReLU comes last: the results are the same, and there are fewer of them.
  composed: (kernels, x, weight, bias, g, pool) =>
    compose(kernels, (parts) => {
      const y = convOutput(parts, kernels.conv2d(x, weight, bias, g), g, x);
      const [maxima, indices] = kernels.maxPool2d(y, pool);
      const shape = [pool.batch, pool.channels, pool.outHeight, pool.outWidth];
      const places = parts.view(indices, shape, "int32");
      const values = parts.unary("relu", parts.view(maxima, shape, x.dtype));
      return [parts.keep(values), parts.keep(places)];
    }),
};
