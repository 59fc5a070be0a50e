import { compose } from "../composition/composition.js";
import { overImages } from "../composition/overImages.js";
import { bordered, patchElements, patchMatrix, weightMatrix } from "../composition/patches.js";
import type { ConvGeometry, DeviceBuffer, View } from "../contract.js";
import { type Kernel, sameDType } from "../kernel.js";
import { narrowedView, permutedView, reshapedView, stridedView } from "../views.js";

/** `[C]` as `[C, 1, 1, 1]`. */
function perChannel(bias: View): View {
  return stridedView(bias, [...bias.shape, 1, 1, 1], [...bias.strides, 0, 0, 0], 0);
}

/** `x [N, Cin, H, W]`, `weight [Cout, Cin/groups, kH, kW]`, `bias [Cout]` or null -> `[N, Cout, H', W']`. */
export const conv2d: Kernel<
  "optional",
  (x: View, weight: View, bias: View | null, geometry: ConvGeometry) => DeviceBuffer
> = {
  group: "optional",
  resultDTypes: sameDType,
  composed: (kernels, x, weight, bias, g) =>
    compose(kernels, (parts) => {
      const planes = bordered(parts, x, g);
      const factor = weightMatrix(parts, weight, g);
      const out = parts.empty([g.batch, g.outChannels, g.outHeight, g.outWidth], x.dtype);
      overImages(kernels, g.batch, patchElements(g), (step, first, images) => {
        const product = step.matmul(factor, patchMatrix(step, planes, g, first, images));
        const byChannel = reshapedView(product, [g.outChannels, images, g.outHeight, g.outWidth]);
        const sum = bias === null ? byChannel : step.binary("add", byChannel, perChannel(bias));
        kernels.copy(permutedView(sum, [1, 0, 2, 3]), narrowedView(out, 0, first, images));
      });
      return parts.keep(out);
    }),
};
