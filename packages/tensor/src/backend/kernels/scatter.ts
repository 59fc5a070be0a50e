import type { View } from "../contract.js";
import { type Kernel, noResult } from "../kernel.js";

/**
 * `target[.., index[.., i, ..], ..] = source[.., i, ..]`, in place; of several elements for one index the last one stays.
 * All indices are checked before a write.
 */
export const scatter: Kernel<"optional", (target: View, dim: number, index: View, source: View) => void> = {
  group: "optional",
  resultDTypes: noResult,
};
