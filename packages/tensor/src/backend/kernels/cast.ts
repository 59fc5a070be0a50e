import type { DType } from "../../dtype.js";
import type { DeviceBuffer, View } from "../contract.js";
import type { Kernel } from "../kernel.js";

/** Converts: to integers truncates towards zero, to bool tests for not zero. */
export const cast: Kernel<"required", (x: View, dtype: DType) => DeviceBuffer> = {
  group: "required",
  resultDTypes: (_, dtype) => [dtype],
};
