import { compose } from "../composition/composition.js";
import type { DeviceBuffer, View } from "../contract.js";
import type { Kernel } from "../kernel.js";

/**
 * `reluInputGrad`, and its sum per channel, `grad` and `result [N, C, ..] -> [N, C, ..], [C]`: the gradient of a bias.
 */
export const reluInputGradSums: Kernel<
  "fused",
  (grad: View, result: View) => readonly [inputGrad: DeviceBuffer, sums: DeviceBuffer]
> = {
  group: "fused",
  resultDTypes: ({ dtype }) => [dtype, dtype],
  composed: (kernels, grad, result) =>
    compose(kernels, (parts) => {
      const held = parts.where(parts.binary("le", result, 0), 0, grad);
      const dims = [...grad.shape.keys()].filter((d) => d !== 1);
      const sums = kernels.reduce("sum", held, dims);
      return [parts.keep(held), sums];
    }),
};
