import { compose } from "../composition/composition.js";
import { asLines } from "../composition/windowTerms.js";
import type { DeviceBuffer, PoolGeometry, View } from "../contract.js";
import { type Kernel, sameDType } from "../kernel.js";

/** Adds each gradient to the position that `indices` names in its plane. */
export const maxPool2dInputGrad: Kernel<
  "optional",
  (grad: View, indices: View, geometry: PoolGeometry) => DeviceBuffer
> = {
  group: "optional",
  resultDTypes: sameDType,
  composed: (kernels, grad, indices, g) =>
    compose(kernels, (parts) => {
      const lines = parts.full([g.batch, g.channels, g.inHeight * g.inWidth], grad.dtype, 0);
      kernels.scatterAdd(lines, 2, asLines(parts, indices), asLines(parts, grad));
      return parts.keep(lines);
    }),
};
