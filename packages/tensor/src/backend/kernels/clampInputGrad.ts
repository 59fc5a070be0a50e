import { compose } from "../composition/composition.js";
import type { DeviceBuffer, View } from "../contract.js";
import { type Kernel, sameDType } from "../kernel.js";
import type { ClampBounds } from "./clamp.js";

/** `grad`, or 0 where `x`, of the same shape, is outside of the bounds: the gradient of a clamp's input. */
export const clampInputGrad: Kernel<"fused", (grad: View, x: View, bounds: ClampBounds) => DeviceBuffer> = {
  group: "fused",
  resultDTypes: sameDType,
  composed: (kernels, grad, x, { low, high, isOpen }) =>
    compose(kernels, (parts) => {
      if (isOpen) {
        const held = parts.where(parts.binary("le", x, low), 0, grad);
        return kernels.where(parts.binary("ge", x, high), 0, held);
      }
      const held = parts.where(parts.binary("ge", x, low), grad, 0);
      return kernels.where(parts.binary("le", x, high), held, 0);
    }),
};
