import { compose } from "../composition/composition.js";
import { convOutput } from "../composition/convOutput.js";
import type { ConvGeometry, DeviceBuffer, PoolGeometry, View } from "../contract.js";
import { type Kernel, sameDType } from "../kernel.js";

/** `conv2dInputGrad` of the gradient that `maxPool2dInputGrad(grad, indices)` gives. */
export const unpooledConv2dInputGrad: Kernel<
  "fused",
  (grad: View, indices: View, weight: View, geometry: ConvGeometry, pool: PoolGeometry) => DeviceBuffer
> = {
  group: "fused",
  resultDTypes: sameDType,
  composed: (kernels, grad, indices, weight, g, pool) =>
    compose(kernels, (parts) => {
      const unpooled = convOutput(parts, kernels.maxPool2dInputGrad(grad, indices, pool), g, grad);
      return kernels.conv2dInputGrad(unpooled, weight, g);
    }),
};
