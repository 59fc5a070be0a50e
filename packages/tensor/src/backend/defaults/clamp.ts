import type { DeviceBuffer, Kernels, View } from "../contract.js";
import type { ClampBounds } from "../fusedKernels.js";
import { compose } from "./composition.js";

// As choices, for which NaN stays what it is.

export function clamp(kernels: Kernels, x: View, { low, high }: ClampBounds): DeviceBuffer {
  return compose(kernels, (parts) => {
    const raised = parts.where(parts.binary("lt", x, low), low, x);
    return kernels.where(parts.binary("gt", raised, high), high, raised);
  });
}

export function clampInputGrad(
  kernels: Kernels,
  grad: View,
  x: View,
  { low, high, isOpen }: ClampBounds,
): DeviceBuffer {
  return compose(kernels, (parts) => {
    if (isOpen) {
      const held = parts.where(parts.binary("le", x, low), 0, grad);
      return kernels.where(parts.binary("ge", x, high), 0, held);
    }
    const held = parts.where(parts.binary("ge", x, low), grad, 0);
    return kernels.where(parts.binary("le", x, high), held, 0);
  });
}
