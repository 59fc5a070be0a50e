import { compose } from "../composition/composition.js";
import type { DeviceBuffer, View } from "../contract.js";
import { type Kernel, sameDType } from "../kernel.js";

/** Numbers that values are clamped to; either may be infinite, and for float32 they are float32. */
export interface ClampBounds {
  readonly low: number;
  readonly high: number;
  /** True if the bounds themselves count as outside, and NaN as inside, where else it is the other way about. */
  readonly isOpen: boolean;
}

/** `x`, float, but `low` where it is below and `high` where that is above; NaN stays. */
export const clamp: Kernel<"fused", (x: View, bounds: ClampBounds) => DeviceBuffer> = {
  group: "fused",
  resultDTypes: sameDType,
  // As choices, for which NaN stays what it is.
  composed: (kernels, x, { low, high }) =>
    compose(kernels, (parts) => {
      const raised = parts.where(parts.binary("lt", x, low), low, x);
      return kernels.where(parts.binary("gt", raised, high), high, raised);
    }),
};
