import { compose } from "../composition/composition.js";
import { overImages } from "../composition/overImages.js";
import { bordered, gradMatrix, matrixSizes, patchElements, patchMatrix, transposed } from "../composition/patches.js";
import type { ConvGeometry, DeviceBuffer, View } from "../contract.js";
import { type Kernel, sameDType } from "../kernel.js";

/** `grad [N, Cout, H', W']`, `x` -> `[Cout, Cin/groups, kH, kW]`. */
export const conv2dWeightGrad: Kernel<"optional", (grad: View, x: View, geometry: ConvGeometry) => DeviceBuffer> = {
  group: "optional",
  resultDTypes: sameDType,
  composed: (kernels, grad, x, g) => {
    const { groups, channels, depth } = matrixSizes(g);
    return compose(kernels, (parts) => {
      const planes = bordered(parts, x, g);
      const total = parts.full([groups, channels, depth], x.dtype, 0);
      overImages(kernels, g.batch, patchElements(g), (step, first, images) => {
        const patches = transposed(patchMatrix(step, planes, g, first, images));
        const product = step.matmul(gradMatrix(step, grad, g, first, images), patches);
        kernels.copy(step.binary("add", total, product), total);
      });
      return parts.keep(total);
    });
  },
};
