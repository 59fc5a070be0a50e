import {
  type ConvGeometry,
  type Declining,
  type DeviceBuffer,
  type FusedKernels,
  numel,
  type OptionalKernels,
  type View,
} from "@lumbre/tensor/backend";
import type { Engine } from "../../engine/engine.js";
import { areComputable } from "../computable.js";
import { convolveImages, type Epilogue } from "./convolveImages.js";
import { backwardConvolution, backwardWeights, forwardConvolution, forwardWeights } from "./plan.js";
import { weightGrad } from "./weightGrad.js";

type ConvKernels = Pick<
  OptionalKernels & FusedKernels,
  "conv2d" | "conv2dRelu" | "conv2dInputGrad" | "conv2dWeightGrad"
>;

/** The result of `compute` for floats that the device can take, else null; zeros if there are no elements to sum. */
function computeFloats(
  engine: Engine,
  length: number,
  operands: readonly [View, View],
  bias: View | null,
  compute: () => DeviceBuffer | null,
): DeviceBuffer | null {
  const all = bias === null ? operands : [...operands, bias];
  if (all.some(({ dtype }) => dtype !== "float32") || length > engine.machine.driver.maxElements) return null;
  const isEmpty = operands.some(({ shape }) => numel(shape) === 0);
  // A bias is left where there is nothing to convolve.
  if (length === 0 || (isEmpty && bias === null)) return engine.wrap(new Float32Array(length), "float32");
  return isEmpty || !areComputable(engine, ...all) ? null : compute();
}

/** Convolution and its gradients, as products of tiles of images and of weights. */
export function convKernels(engine: Engine): Declining<ConvKernels> {
  const forward = (x: View, weight: View, geometry: ConvGeometry, epilogue: Epilogue): DeviceBuffer | null => {
    const { batch, outChannels, outHeight, outWidth } = geometry;
    const length = batch * outChannels * outHeight * outWidth;
    return computeFloats(engine, length, [x, weight], epilogue.bias, () => {
      const convolution = forwardConvolution(geometry);
      return convolveImages(engine, x, weight, forwardWeights(weight, convolution), convolution, epilogue);
    });
  };
  return {
    conv2d: (x, weight, bias, geometry) => forward(x, weight, geometry, { bias, relu: false }),
    conv2dRelu: (x, weight, bias, geometry) => forward(x, weight, geometry, { bias, relu: true }),
    conv2dInputGrad(grad, weight, geometry) {
      const { batch, inChannels, inHeight, inWidth } = geometry;
      return computeFloats(engine, batch * inChannels * inHeight * inWidth, [grad, weight], null, () => {
        const convolution = backwardConvolution(geometry);
        return convolveImages(engine, grad, weight, backwardWeights(weight, convolution), convolution);
      });
    },
    conv2dWeightGrad(grad, x, geometry) {
      const { inChannels, outChannels, kernelHeight, kernelWidth, groups } = geometry;
      const length = (outChannels * inChannels * kernelHeight * kernelWidth) / groups;
      return computeFloats(engine, length, [grad, x], null, () =>
        weightGrad(engine, grad, x, forwardConvolution(geometry)),
      );
    },
  };
}
