import type { View } from "../contract.js";
import { type Kernel, noResult } from "../kernel.js";

/** Writes `source` into `target`, which has the same shape and dtype; the two do not overlap. */
export const copy: Kernel<"required", (source: View, target: View) => void> = {
  group: "required",
  resultDTypes: noResult,
};
