import type { ArgReduceOp, DeviceBuffer, View } from "../contract.js";
import type { Kernel } from "../kernel.js";

/** int32 positions along `dim`. */
export const argReduce: Kernel<"required", (op: ArgReduceOp, x: View, dim: number) => DeviceBuffer> = {
  group: "required",
  resultDTypes: () => ["int32"],
};
