import type { DeviceBuffer, View } from "../contract.js";
import { type Kernel, withIndices } from "../kernel.js";

/** Sorted values and their int32 positions along `dim`; stable, NaN counts as the largest. */
export const sort: Kernel<
  "optional",
  (x: View, dim: number, descending: boolean) => readonly [values: DeviceBuffer, indices: DeviceBuffer]
> = {
  group: "optional",
  resultDTypes: withIndices,
};
