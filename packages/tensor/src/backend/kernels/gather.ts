import type { DeviceBuffer, View } from "../contract.js";
import { type Kernel, sameDType } from "../kernel.js";

/** `out[.., i, ..] = x[.., index[.., i, ..], ..]` along `dim`. @throws {IndexError} for an index out of range. */
export const gather: Kernel<"required", (x: View, dim: number, index: View) => DeviceBuffer> = {
  group: "required",
  resultDTypes: sameDType,
};
