import { numel } from "../../shape.js";
import type { DeviceBuffer, Kernels, View } from "../contract.js";
import { type Composition, compose } from "./composition.js";

/** x less the largest element of its line, so that no exponential overflows. */
export function shifted(parts: Composition, x: View, dim: number): View {
  return parts.binary("sub", x, parts.reduce("max", x, [dim]));
}

export function softmax(kernels: Kernels, x: View, dim: number): DeviceBuffer {
  if (numel(x.shape) === 0) return kernels.allocate(0, x.dtype);
  return compose(kernels, (parts) => {
    const exponentials = parts.unary("exp", shifted(parts, x, dim));
    return parts.keep(parts.binary("div", exponentials, parts.reduce("sum", exponentials, [dim])));
  });
}

export function logSoftmax(kernels: Kernels, x: View, dim: number): DeviceBuffer {
  if (numel(x.shape) === 0) return kernels.allocate(0, x.dtype);
  return compose(kernels, (parts) => {
    const differences = shifted(parts, x, dim);
    const total = parts.reduce("sum", parts.unary("exp", differences), [dim]);
    return parts.keep(parts.binary("sub", differences, parts.unary("log", total)));
  });
}
