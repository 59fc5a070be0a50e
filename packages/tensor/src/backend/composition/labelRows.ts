import type { View } from "../contract.js";
import { stridedView } from "../views.js";
import type { Composition } from "./composition.js";

/** One number per row, `[N]`, as a column `[N, 1]`. */
export function asColumn(rows: View): View {
  return stridedView(rows, [...rows.shape, 1], [...rows.strides, 0], 0);
}

/** 1 for each ignored row, `[N, 1]`. */
export function ignoredRows(parts: Composition, labels: View, ignoreIndex: number): View {
  return parts.binary("eq", asColumn(labels), ignoreIndex);
}
