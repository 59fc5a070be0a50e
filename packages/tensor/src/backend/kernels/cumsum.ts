import { scan } from "../composition/scan.js";
import type { DeviceBuffer, View } from "../contract.js";
import { type Kernel, sameDType } from "../kernel.js";

/** Running sum along `dim`. */
export const cumsum: Kernel<"optional", (x: View, dim: number) => DeviceBuffer> = {
  group: "optional",
  resultDTypes: sameDType,
  composed: (kernels, x, dim) => scan(kernels, "add", x, dim),
};
