import type { View } from "../contract.js";
import { type Kernel, noResult } from "../kernel.js";

/** Writes one value into every element of `target`. */
export const fill: Kernel<"required", (target: View, value: number) => void> = {
  group: "required",
  resultDTypes: noResult,
};
