import type { ConvGeometry, DeviceBuffer, PoolGeometry, View } from "./contract.js";

/**
 * Kernels that do at once what others do in turn. Nothing stands in for one that is missing: who calls one asks the
 * device's backend first whether it is there.
 */
export interface FusedKernels {
  /** `relu(conv2d(x, weight, bias))`. */
  conv2dRelu(x: View, weight: View, bias: View | null, geometry: ConvGeometry): DeviceBuffer;
  /** `maxPool2d(relu(conv2d(x, weight, bias)))` and the places of the maxima, as `maxPool2d` gives them. */
  conv2dReluMaxPool2d(
    x: View,
    weight: View,
    bias: View | null,
    geometry: ConvGeometry,
    pool: PoolGeometry,
  ): readonly [values: DeviceBuffer, indices: DeviceBuffer];
  /** `conv2dInputGrad` of the gradient that `maxPool2dInputGrad(grad, indices)` gives. */
  unpooledConv2dInputGrad(
    grad: View,
    indices: View,
    weight: View,
    geometry: ConvGeometry,
    pool: PoolGeometry,
  ): DeviceBuffer;
  /** `conv2dWeightGrad` of the same gradient. */
  unpooledConv2dWeightGrad(
    grad: View,
    indices: View,
    x: View,
    geometry: ConvGeometry,
    pool: PoolGeometry,
  ): DeviceBuffer;
  /** `grad`, or 0 where `result`, of the same shape, is <= 0: the gradient of a ReLU's input. */
  reluInputGrad(grad: View, result: View): DeviceBuffer;
}
