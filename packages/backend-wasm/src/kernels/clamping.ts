import {
  type ClampBounds,
  type Declining,
  type DeviceBuffer,
  type FusedKernels,
  numel,
  type View,
} from "@lumbre/tensor/backend";
import type { Engine } from "../engine/engine.js";
import { Workspace } from "../engine/workspace.js";

/** The minimum number of elements for sharing the work between threads. */
const sharedFrom = 2 ** 16;
const grain = 2 ** 14;

/** Clamping to numbers and its gradient, for float32. */
export function clampingKernels(engine: Engine): Declining<Pick<FusedKernels, "clamp" | "clampInputGrad">> {
  const { heap, team } = engine;

  function run(
    kernel: "clamp" | "clampGrad",
    operands: readonly View[],
    bounds: readonly number[],
  ): DeviceBuffer | null {
    const [x] = operands;
    if (x.dtype !== "float32") return null;
    const n = numel(x.shape);
    const out = heap.allocate(n, "float32");
    Workspace.lend(engine, (space) => {
      const args = [...operands.map((operand) => space.rowMajor(operand)), ...bounds, out.address];
      team.run(kernel, args, n, n > sharedFrom ? grain : n);
    });
    return out;
  }

  return {
    clamp: (x, { low, high }: ClampBounds) => run("clamp", [x], [low, high]),
    clampInputGrad: (grad, x, { low, high, isOpen }: ClampBounds) =>
      run("clampGrad", [grad, x], [low, high, Number(isOpen)]),
  };
}
