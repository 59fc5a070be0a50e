import { type DeviceBuffer, type Kernels, numel, type View } from "@lumbre/tensor/backend";
import type { Engine } from "../engine/engine.js";
import { addressOf, isRowMajor } from "../engine/operands.js";
import { CUMSUM_COLUMNS, CUMSUM_ROWS } from "../generated/constants.js";

/** The minimum number of elements for sharing the work between threads. */
const sharedFrom = 2 ** 16;
const grain = 2 ** 16;

/** Running sums of float32. */
export function cumsumKernels({ heap, wasm, team, copier, reference }: Engine): Pick<Kernels, "cumsum"> {
  function cumsum(x: View, dim: number): DeviceBuffer {
    const total = numel(x.shape);
    if (x.dtype !== "float32" || total === 0) return reference.cumsum(x, dim);
    const n = x.shape[dim];
    const width = numel(x.shape.slice(dim + 1));
    const matrices = total / n / width;
    const copy = isRowMajor(x) ? null : copier.rowMajor(x);
    const from = copy?.address ?? addressOf(x);
    const out = heap.allocate(total, "float32");
    if (width === 1) {
      const args = [from, n, out.address] as const;
      if (total > sharedFrom) team.run("cumsumRows", args, matrices, CUMSUM_ROWS * Math.ceil(grain / n / CUMSUM_ROWS));
      else wasm.cumsumRows(...args, 0, matrices);
    } else {
      const args = [from, n, width, out.address] as const;
      const strips = Math.ceil(width / CUMSUM_COLUMNS) * matrices;
      if (total > sharedFrom) team.run("cumsumColumns", args, strips, Math.ceil(grain / n / CUMSUM_COLUMNS));
      else wasm.cumsumColumns(...args, 0, strips);
    }
    if (copy !== null) heap.release(copy);
    return out;
  }

  return { cumsum };
}
