import { type Composition, compose } from "../composition/composition.js";
import { convOutput } from "../composition/convOutput.js";
import type { ConvGeometry, DeviceBuffer, View } from "../contract.js";
import { type Kernel, sameDType } from "../kernel.js";

/** What may follow a convolution in one kernel. */
export type ConvActivation = "identity" | "relu" | "relu6" | "silu" | "hardswish";

/** None of these activations has any. */
const parameters = { a: 0, b: 0, c: 0 };

function activated(parts: Composition, x: View, activation: ConvActivation): View {
  const { kernels } = parts;
  switch (activation) {
    case "relu":
      return parts.unary("relu", x);
    case "relu6":
      return parts.view(kernels.clamp(x, { low: 0, high: 6, isOpen: false }), x.shape, x.dtype);
    case "silu":
    case "hardswish":
      return parts.view(kernels.activation(activation, x, parameters), x.shape, x.dtype);
    default:
      return x;
  }
}

/**
 * `activation(conv2d(x, weight, bias) + addend)`, with an addend of the result's shape or null: a block of a network whose
 * gradient nobody asks for.
 */
export const conv2dActivation: Kernel<
  "fused",
  (
    x: View,
    weight: View,
    bias: View | null,
    addend: View | null,
    activation: ConvActivation,
    geometry: ConvGeometry,
  ) => DeviceBuffer
> = {
  group: "fused",
  resultDTypes: sameDType,
  composed: (kernels, x, weight, bias, addend, activation, g) => {
    if (addend === null && activation === "relu") return kernels.conv2dRelu(x, weight, bias, g);
    if (addend === null && activation === "identity") return kernels.conv2d(x, weight, bias, g);
    return compose(kernels, (parts) => {
      const y = convOutput(parts, kernels.conv2d(x, weight, bias, g), g, x);
      return parts.keep(activated(parts, addend === null ? y : parts.binary("add", y, addend), activation));
    });
  },
};
