import { type DeviceBuffer, numel, type View } from "@lumbre/tensor/backend";
import type { Engine } from "../engine/engine.js";
import { runParts } from "../engine/team.js";
import { Workspace } from "../engine/workspace.js";
import type { WasmFunctions } from "../generated/functions.js";

/**
 * Runs a job of the assembly that takes the addresses of its operands, some numbers and the result's address, an element
 * at a time. Null for what is not float32.
 *
 * @param operands Views of one shape.
 * @param sharedFrom The minimum number of elements for sharing the work between threads, a quarter of it at a time.
 */
export function runFloatJob(
  engine: Engine,
  kernel: keyof WasmFunctions,
  operands: readonly View[],
  numbers: readonly number[],
  sharedFrom: number,
): DeviceBuffer | null {
  const [{ dtype, shape }] = operands;
  if (dtype !== "float32") return null;
  const n = numel(shape);
  const out = engine.heap.allocate(n, "float32");
  Workspace.lend(engine, (space) => {
    const addresses = operands.map((operand) => space.rowMajor(operand));
    runParts(engine, kernel, [...addresses, ...numbers, out.address], n, 1, sharedFrom);
  });
  return out;
}
