import { numel } from "../../shape.js";
import { compose } from "../composition/composition.js";
import { shifted } from "../composition/shifted.js";
import type { DeviceBuffer, View } from "../contract.js";
import { type Kernel, sameDType } from "../kernel.js";

/** `exp(x) / sum(exp(x))` along `dim`; no exponential overflows. */
export const softmax: Kernel<"optional", (x: View, dim: number) => DeviceBuffer> = {
  group: "optional",
  resultDTypes: sameDType,
  composed: (kernels, x, dim) => {
    if (numel(x.shape) === 0) return kernels.allocate(0, x.dtype);
    return compose(kernels, (parts) => {
      const exponentials = parts.unary("exp", shifted(parts, x, dim));
      return parts.keep(parts.binary("div", exponentials, parts.reduce("sum", exponentials, [dim])));
    });
  },
};
