import type { DeviceBuffer, View } from "../contract.js";
import { dtypeOfEither, type Kernel } from "../kernel.js";

/** `condition ? a : b`, elementwise over one shape; at least one of a and b is a view, and gives the dtype. */
export const where: Kernel<"required", (condition: View, a: View | number, b: View | number) => DeviceBuffer> = {
  group: "required",
  resultDTypes: (_, a, b) => [dtypeOfEither(a, b)],
};
