import { type Declining, type DeviceBuffer, type FusedKernels, numel, type View } from "@lumbre/tensor/backend";
import type { Engine } from "../engine/engine.js";
import { addressOf } from "../engine/operands.js";
import { runParts } from "../engine/team.js";
import { Workspace } from "../engine/workspace.js";

/** The minimum number of elements for sharing the work between threads. */
const sharedFrom = 2 ** 16;

/** Leaky ReLUs of a slope for all elements, or one for each channel, for float32. */
export function preluKernels(engine: Engine): Declining<Pick<FusedKernels, "prelu">> {
  function prelu(y: View, x: View, slope: View): DeviceBuffer | null {
    const layout = layoutOf(slope);
    if (x.dtype !== "float32" || layout === null) return null;
    const n = numel(x.shape);
    const out = engine.heap.allocate(n, "float32");
    Workspace.lend(engine, (space) => {
      const args = [space.rowMajor(y), space.rowMajor(x), addressOf(slope), ...layout, out.address];
      runParts(engine, "prelu", args, n, 1, sharedFrom);
    });
    return out;
  }

  return { prelu };
}

/** How many slopes there are without gaps, and how many elements each has in turn; null where they lie otherwise. */
function layoutOf({ shape, strides }: View): readonly [channels: number, inner: number] | null {
  const along = [...shape.keys()].filter((d) => strides[d] !== 0 && shape[d] !== 1);
  if (along.length === 0) return [1, Math.max(1, numel(shape))];
  const [d] = along;
  return along.length === 1 && strides[d] === 1 ? [shape[d], numel(shape.slice(d + 1))] : null;
}
