import type { DeviceBuffer, UnaryOp, View } from "../contract.js";
import type { Kernel } from "../kernel.js";

const tests: readonly UnaryOp[] = ["logicalNot", "isnan", "isinf", "isfinite"];

/** An elementwise function of one operand. */
export const unary: Kernel<"required", (op: UnaryOp, x: View) => DeviceBuffer> = {
  group: "required",
  resultDTypes: (op, x) => [tests.includes(op) ? "bool" : x.dtype],
};
