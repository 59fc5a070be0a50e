import { compose } from "../composition/composition.js";
import type { DeviceBuffer, View } from "../contract.js";
import type { Kernel } from "../kernel.js";
import { statisticsShape } from "../normShapes.js";
import type { NormGeometry } from "./normalize.js";

/** A normalisation that ends in a rectified linear unit. */
export interface NormReluGeometry extends NormGeometry {
  /** Where the unit ends: 6 for a ReLU6, Infinity for a ReLU. */
  readonly limit: number;
}

/**
 * `min(max(normalize(x, weight, bias) + addend, 0), limit)`, with an addend of the result's shape or null; the statistics; and
 * for the gradient a bool for each element, true where the unit cuts off.
 */
export const normalizeRelu: Kernel<
  "fused",
  (
    x: View,
    weight: View | null,
    bias: View | null,
    addend: View | null,
    geometry: NormReluGeometry,
  ) => readonly [y: DeviceBuffer, mean: DeviceBuffer, variance: DeviceBuffer, isFlat: DeviceBuffer]
> = {
  group: "fused",
  resultDTypes: ({ dtype }) => [dtype, dtype, dtype, "bool"],
  composed: (kernels, x, weight, bias, addend, geometry) =>
    compose(kernels, (parts) => {
      const { limit } = geometry;
      const [normalized, mean, variance] = kernels.normalize(x, weight, bias, geometry);
      const statistics = [mean, variance].map((buffer) => parts.view(buffer, statisticsShape(geometry), x.dtype));
      const z = parts.view(normalized, x.shape, x.dtype);
      const sum = addend === null ? z : parts.binary("add", z, addend);
      let y = parts.unary("relu", sum);
      let isFlat = parts.binary("le", sum, 0);
      if (limit !== Number.POSITIVE_INFINITY) {
        isFlat = parts.binary("logicalOr", isFlat, parts.binary("ge", sum, limit));
        y = parts.binary("minimum", y, limit);
      }
      return [parts.keep(y), parts.keep(statistics[0]), parts.keep(statistics[1]), parts.keep(isFlat)];
    }),
};
