import { compose } from "../composition/composition.js";
import { convOutput } from "../composition/convOutput.js";
import type { ConvGeometry, DeviceBuffer, View } from "../contract.js";
import { type Kernel, sameDType } from "../kernel.js";

/** `relu(conv2d(x, weight, bias))`. */
export const conv2dRelu: Kernel<
  "fused",
  (x: View, weight: View, bias: View | null, geometry: ConvGeometry) => DeviceBuffer
> = {
  group: "fused",
  resultDTypes: sameDType,
  composed: (kernels, x, weight, bias, g) =>
    compose(kernels, (parts) => kernels.unary("relu", convOutput(parts, kernels.conv2d(x, weight, bias, g), g, x))),
};
