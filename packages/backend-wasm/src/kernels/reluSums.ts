import { type Declining, type FusedKernels, numel, type View } from "@lumbre/tensor/backend";
import type { Engine } from "../engine/engine.js";
import { Workspace } from "../engine/workspace.js";

/** The minimum number of elements for sharing the work between threads. */
const sharedFrom = 2 ** 16;
const grain = 2 ** 14;

/** A ReLU's gradient together with that of the bias before it, for float32. */
export function reluSumKernels(engine: Engine): Declining<Pick<FusedKernels, "reluInputGradSums">> {
  const { heap, wasm, team } = engine;

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
      const isShared = planes * size > sharedFrom;
      team.run("reluGradPlanes", args, planes, isShared ? Math.max(1, Math.floor(grain / size)) : planes);
      wasm.sumPlanes(partial.address, batch, channels, sums.address);
    });
    return [out, sums] as const;
  }

  return { reluInputGradSums };
}
