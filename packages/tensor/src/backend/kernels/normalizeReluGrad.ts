import { compose } from "../composition/composition.js";
import type { DeviceBuffer, View } from "../contract.js";
import type { Kernel } from "../kernel.js";
import type { NormReluGeometry } from "./normalizeRelu.js";

/** The sizes, and which gradients are asked for beside that of x. */
export interface NormReluGradGeometry extends NormReluGeometry {
  /** Those of weight and bias. */
  readonly isAffine: boolean;
  /** That of the addend, which is `grad` without what is flat. */
  readonly hasAddend: boolean;
}

/** The gradient of x under `normalizeRelu`; those of weight and bias, and that of the addend, where they are asked for. */
export const normalizeReluGrad: Kernel<
  "fused",
  (
    grad: View,
    isFlat: View,
    x: View,
    weight: View | null,
    mean: View,
    variance: View,
    geometry: NormReluGradGeometry,
  ) => readonly DeviceBuffer[]
> = {
  group: "fused",
  resultDTypes: ({ dtype }, ...rest) => {
    const { isAffine, hasAddend } = rest[5];
    return new Array(1 + (isAffine ? 2 : 0) + (hasAddend ? 1 : 0)).fill(dtype);
  },
  composed: (kernels, grad, isFlat, x, weight, mean, variance, geometry) =>
    compose(kernels, (parts) => {
      const { isAffine, hasAddend } = geometry;
      const held = parts.where(isFlat, 0, grad);
      const gradients = kernels.normalizeGrad(held, x, weight, mean, variance, geometry, isAffine);
      return hasAddend ? [...gradients, parts.keep(held)] : gradients;
    }),
};
