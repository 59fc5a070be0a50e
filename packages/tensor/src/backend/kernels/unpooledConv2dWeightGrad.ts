import { compose } from "../composition/composition.js";
import { convOutput } from "../composition/convOutput.js";
import type { ConvGeometry, DeviceBuffer, PoolGeometry, View } from "../contract.js";
import { type Kernel, sameDType } from "../kernel.js";

/** `conv2dWeightGrad` of the gradient that `maxPool2dInputGrad(grad, indices)` gives. */
export const unpooledConv2dWeightGrad: Kernel<
  "fused",
  (grad: View, indices: View, x: View, geometry: ConvGeometry, pool: PoolGeometry) => DeviceBuffer
> = {
  group: "fused",
  resultDTypes: sameDType,
  composed: (kernels, grad, indices, x, g, pool) =>
    compose(kernels, (parts) => {
      const unpooled = convOutput(parts, kernels.maxPool2dInputGrad(grad, indices, pool), g, grad);
      return kernels.conv2dWeightGrad(unpooled, x, g);
    }),
};
