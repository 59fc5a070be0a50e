import type { DeviceBuffer, Kernels, View } from "../contract.js";
import { permutedView, reshapedView, stridedView } from "../views.js";
import { compose } from "./composition.js";

/** `grad`, or 0 where the result is not positive. */
export function reluInputGrad(kernels: Kernels, grad: View, result: View): DeviceBuffer {
  return compose(kernels, (parts) => kernels.where(parts.binary("le", result, 0), 0, grad));
}

/** The same, and its sums per channel. */
export function reluInputGradSums(
  kernels: Kernels,
  grad: View,
  result: View,
): readonly [inputGrad: DeviceBuffer, sums: DeviceBuffer] {
  return compose(kernels, (parts) => {
    const held = parts.where(parts.binary("le", result, 0), 0, grad);
    const dims = [...grad.shape.keys()].filter((d) => d !== 1);
    const sums = kernels.reduce("sum", held, dims);
    return [parts.keep(held), sums];
  });
}

/** A matrix as the only one of a batch. */
function batchOfOne(matrix: View): View {
  return stridedView(matrix, [1, ...matrix.shape], [0, ...matrix.strides], 0);
}

export function linear(kernels: Kernels, x: View, weight: View, bias: View | null, relu: boolean): DeviceBuffer {
  return compose(kernels, (parts) => {
    const product = parts.matmul(batchOfOne(x), permutedView(batchOfOne(weight), [0, 2, 1]));
    const rows = reshapedView(product, [x.shape[0], weight.shape[0]]);
    const sum = bias === null ? rows : parts.binary("add", rows, bias);
    return parts.keep(relu ? parts.unary("relu", sum) : sum);
  });
}
