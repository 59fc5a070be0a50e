import { compose } from "../composition/composition.js";
import type { DeviceBuffer, View } from "../contract.js";
import { type Kernel, sameDType } from "../kernel.js";

/** `(x - mean) * scale + bias` for x `[batch, channels, size]`, with one of each per channel. */
export const scaleChannels: Kernel<"fused", (x: View, mean: View, scale: View, bias: View | null) => DeviceBuffer> = {
  group: "fused",
  resultDTypes: sameDType,
  composed: (kernels, x, mean, scale, bias) =>
    compose(kernels, (parts) => {
      const scaled = parts.binary("mul", parts.binary("sub", x, mean), scale);
      return parts.keep(bias === null ? scaled : parts.binary("add", scaled, bias));
    }),
};
