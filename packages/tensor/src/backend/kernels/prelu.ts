import { compose } from "../composition/composition.js";
import type { DeviceBuffer, View } from "../contract.js";
import { type Kernel, sameDType } from "../kernel.js";

/**
 * `y` where `x > 0`, else `slope * y`, all three of one shape: the leaky ReLU of x, which then is y too, or the gradient of
 * its input, of which y is that of its result. The slope may be stretched from one for each channel.
 */
export const prelu: Kernel<"fused", (y: View, x: View, slope: View) => DeviceBuffer> = {
  group: "fused",
  resultDTypes: sameDType,
  composed: (kernels, y, x, slope) =>
    compose(kernels, (parts) => kernels.where(parts.binary("gt", x, 0), y, parts.binary("mul", y, slope))),
};
