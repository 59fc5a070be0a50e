import { numel } from "../../shape.js";
import { compose } from "../composition/composition.js";
import { shifted } from "../composition/shifted.js";
import type { DeviceBuffer, View } from "../contract.js";
import { type Kernel, sameDType } from "../kernel.js";

/** `x - log(sum(exp(x)))` along `dim`; no exponential overflows. */
export const logSoftmax: Kernel<"optional", (x: View, dim: number) => DeviceBuffer> = {
  group: "optional",
  resultDTypes: sameDType,
  composed: (kernels, x, dim) => {
    if (numel(x.shape) === 0) return kernels.allocate(0, x.dtype);
    return compose(kernels, (parts) => {
      const differences = shifted(parts, x, dim);
      const total = parts.reduce("sum", parts.unary("exp", differences), [dim]);
      return parts.keep(parts.binary("sub", differences, parts.unary("log", total)));
    });
  },
};
