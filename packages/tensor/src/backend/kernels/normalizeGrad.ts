import { Blocks } from "../composition/blocks.js";
import { compose } from "../composition/composition.js";
import type { DeviceBuffer, View } from "../contract.js";
import type { Kernel } from "../kernel.js";
import type { NormGeometry } from "./normalize.js";

/** The gradient of x under `normalize`; with `isAffine` also those of weight and bias. */
export const normalizeGrad: Kernel<
  "fused",
  (
    grad: View,
    x: View,
    weight: View | null,
    mean: View,
    variance: View,
    geometry: NormGeometry,
    isAffine: boolean,
  ) => readonly DeviceBuffer[]
> = {
  group: "fused",
  resultDTypes: ({ dtype }, ...rest) => (rest[5] ? [dtype, dtype, dtype] : [dtype]),
  composed: (kernels, grad, input, weight, mean, variance, geometry, isAffine) =>
    compose(kernels, (parts) => {
      const blocks = new Blocks(parts, geometry);
      const g = blocks.input(grad);
      const scale = blocks.scale(blocks.statistic(variance));
      const centred = parts.binary("sub", blocks.input(input), blocks.statistic(mean));
      const normalized = parts.binary("mul", centred, scale);
      const u = weight === null ? g : parts.binary("mul", g, blocks.parameter(weight));
      const along = parts.binary("mul", normalized, blocks.mean(parts.binary("mul", u, normalized)));
      const across = parts.binary("sub", u, blocks.mean(u));
      const inputGrad = parts.binary("mul", parts.binary("sub", across, along), scale);
      if (!isAffine) return [parts.keep(inputGrad)];
      const weightGrad = blocks.parameterSum(parts.binary("mul", g, normalized));
      return [inputGrad, weightGrad, blocks.parameterSum(g)].map((view) => parts.keep(view));
    }),
};
