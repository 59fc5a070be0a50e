import { type Declining, type FusedKernels, numel, type View } from "@lumbre/tensor/backend";
import type { Engine } from "../engine/engine.js";
import { runParts } from "../engine/team.js";
import { Workspace } from "../engine/workspace.js";

/** The minimum number of elements for sharing the work between threads. */
const sharedFrom = 2 ** 16;

/** A ReLU's gradient together with that of the bias before it, for float32. */
export function reluSumKernels(engine: Engine): Declining<Pick<FusedKernels, "reluInputGradSums">> {
  const { heap, wasm } = engine;

  function reluInputGradSums(grad: View, result: View) {
    const { shape, dtype } = grad;
    if (dtype !== "float32") return null;
    const [batch, channels] = shape;
    const planes = batch * channels;
    const size = numel(shape.slice(2));
    const out = heap.allocate(planes * size, "float32");
    const sums = heap.allocate(channels, "float32");
    Workspace.lend(engine, (space) => {
      const partial = space.allocate(planes, "float64");
      const args = [space.rowMajor(grad), space.rowMajor(result), size, out.address, partial.address];
      runParts(engine, "reluGradPlanes", args, planes, size, sharedFrom);
      wasm.sumPlanes(partial.address, batch, channels, sums.address);
    });
    return [out, sums] as const;
  }

  return { reluInputGradSums };
}
