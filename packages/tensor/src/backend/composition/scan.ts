import type { DeviceBuffer, Kernels, View } from "../contract.js";
import { narrowedView } from "../views.js";
import { compose } from "./composition.js";

/**
 * A running sum or product by doubling: where every element stands for `step` elements up to it, a round makes it stand
 * for twice as many.
 *
 * @see https://doi.org/10.1145/7902.7903 Hillis, Steele: Data parallel algorithms
 */
export function scan(kernels: Kernels, op: "add" | "mul", x: View, dim: number): DeviceBuffer {
  return compose(kernels, (parts) => {
    const n = x.shape[dim];
    const result = parts.copied(x);
    for (let step = 1; step < n; step *= 2) {
      const rest = narrowedView(result, dim, step, n - step);
      const combined = parts.binary(op, rest, narrowedView(result, dim, 0, n - step));
      kernels.copy(combined, rest);
      parts.free(combined);
    }
    return parts.keep(result);
  });
}
