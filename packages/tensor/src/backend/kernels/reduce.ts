import type { DeviceBuffer, ReduceOp, View } from "../contract.js";
import type { Kernel } from "../kernel.js";

const quantifiers: readonly ReduceOp[] = ["any", "all"];

/** Reduces the sorted `dims`. Nothing to reduce: sum 0, prod 1, any false, all true; max and min are not called so. */
export const reduce: Kernel<"required", (op: ReduceOp, x: View, dims: readonly number[]) => DeviceBuffer> = {
  group: "required",
  resultDTypes: (op, x) => [quantifiers.includes(op) ? "bool" : x.dtype],
};
