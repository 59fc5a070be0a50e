import type { DeviceBuffer, View } from "../contract.js";
import { type Kernel, sameDType } from "../kernel.js";

/** `[B, M, K] x [B, K, N] -> [B, M, N]`; transposed and broadcast (stride 0) operands included. */
export const matmul: Kernel<"required", (a: View, b: View) => DeviceBuffer> = {
  group: "required",
  resultDTypes: sameDType,
};
