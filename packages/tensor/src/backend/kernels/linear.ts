import { compose } from "../composition/composition.js";
import type { DeviceBuffer, View } from "../contract.js";
import { type Kernel, sameDType } from "../kernel.js";
import { permutedView, reshapedView, stridedView } from "../views.js";

/** A matrix as the only one of a batch. */
function batchOfOne(matrix: View): View {
  return stridedView(matrix, [1, ...matrix.shape], [0, ...matrix.strides], 0);
}

/** `x [M, K], weight [N, K], bias [N] or null -> [M, N]`: `x weightᵀ + bias`, with `relu` less what is negative. */
export const linear: Kernel<"fused", (x: View, weight: View, bias: View | null, relu: boolean) => DeviceBuffer> = {
  group: "fused",
  resultDTypes: sameDType,
  composed: (kernels, x, weight, bias, relu) =>
    compose(kernels, (parts) => {
      const product = parts.matmul(batchOfOne(x), permutedView(batchOfOne(weight), [0, 2, 1]));
      const rows = reshapedView(product, [x.shape[0], weight.shape[0]]);
      const sum = bias === null ? rows : parts.binary("add", rows, bias);
      return parts.keep(relu ? parts.unary("relu", sum) : sum);
    }),
};
