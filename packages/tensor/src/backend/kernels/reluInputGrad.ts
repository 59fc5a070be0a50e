import { compose } from "../composition/composition.js";
import type { DeviceBuffer, View } from "../contract.js";
import { type Kernel, sameDType } from "../kernel.js";

/** `grad`, or 0 where `result`, of the same shape, is <= 0: the gradient of a ReLU's input. */
export const reluInputGrad: Kernel<"fused", (grad: View, result: View) => DeviceBuffer> = {
  group: "fused",
  resultDTypes: sameDType,
  composed: (kernels, grad, result) =>
    compose(kernels, (parts) => kernels.where(parts.binary("le", result, 0), 0, grad)),
};
