import { scan } from "../composition/scan.js";
import type { DeviceBuffer, View } from "../contract.js";
import { type Kernel, sameDType } from "../kernel.js";

/** Running product along `dim`. */
export const cumprod: Kernel<"optional", (x: View, dim: number) => DeviceBuffer> = {
  group: "optional",
  resultDTypes: sameDType,
  composed: (kernels, x, dim) => scan(kernels, "mul", x, dim),
};
