import type { View } from "../contract.js";
import { type Kernel, noResult } from "../kernel.js";

/** `target[.., index[.., i, ..], ..] += source[.., i, ..]`, in place; all indices are checked before a write. */
export const scatterAdd: Kernel<"required", (target: View, dim: number, index: View, source: View) => void> = {
  group: "required",
  resultDTypes: noResult,
};
