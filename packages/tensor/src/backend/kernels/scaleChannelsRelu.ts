import { compose } from "../composition/composition.js";
import type { DeviceBuffer, View } from "../contract.js";
import { type Kernel, sameDType } from "../kernel.js";

/** `relu(scaleChannels(x, mean, scale, bias))`. */
export const scaleChannelsRelu: Kernel<"fused", (x: View, mean: View, scale: View, bias: View | null) => DeviceBuffer> =
  {
    group: "fused",
    resultDTypes: sameDType,
    composed: (kernels, x, mean, scale, bias) =>
      compose(kernels, (parts) =>
        kernels.unary("relu", parts.view(kernels.scaleChannels(x, mean, scale, bias), x.shape, x.dtype)),
      ),
  };
