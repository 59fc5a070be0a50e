import { type DType, numel, type View } from "@lumbre/tensor/backend";
import { type GpuBuffer, maxInteger } from "../engine/buffer.js";
import type { Engine } from "../engine/engine.js";

/**
 * True if the device can take an operand of a kernel: it is not too large, and its integers are exact as floats.
 * A number is one of `dtype`.
 */
export function isComputable(engine: Engine, operand: View | number, dtype: DType): boolean {
  if (dtype === "float64") return false;
  if (typeof operand === "number") return dtype !== "int32" || Math.abs(operand) <= maxInteger;
  const { maxElements } = engine.machine.driver;
  const buffer = operand.buffer as GpuBuffer;
  return buffer.isExact && buffer.length <= maxElements && numel(operand.shape) <= maxElements;
}

/** {@link isComputable} for all operands; null stands for one that is not given. */
export function areComputable(engine: Engine, ...operands: readonly (View | null)[]): boolean {
  return operands.every((operand) => operand === null || isComputable(engine, operand, operand.dtype));
}
