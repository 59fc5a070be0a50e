import type { BinaryOp, DeviceBuffer, View } from "../contract.js";
import { dtypeOfEither, type Kernel } from "../kernel.js";

const comparisons: readonly BinaryOp[] = ["eq", "ne", "lt", "le", "gt", "ge", "logicalAnd", "logicalOr", "logicalXor"];

/** A number stands for a scalar of the other operand's dtype; at most one operand is a number. */
export const binary: Kernel<"required", (op: BinaryOp, a: View | number, b: View | number) => DeviceBuffer> = {
  group: "required",
  resultDTypes: (op, a, b) => [comparisons.includes(op) ? "bool" : dtypeOfEither(a, b)],
};
