import { type DeviceBuffer, type Kernels, numel, type View } from "@lumbre/tensor/backend";
import type { Engine } from "../engine/engine.js";
import { addressOf, isRowMajor, likeView, permuted } from "../engine/operands.js";
import type { WasmBuffer } from "../memory/heap.js";

/** The minimum number of elements for sharing rows between threads. */
const sharedFrom = 2 ** 14;
const grain = 2 ** 12;

type Softmax = Pick<Kernels, "softmax" | "logSoftmax">;

/** Softmax and its logarithm, for float32. */
export function softmaxKernels({ heap, wasm, team, copier, reference }: Engine): Softmax {
  /** Rows of `n` elements without gaps, in place or not. */
  function overRows(kernel: "softmax" | "logSoftmax", from: number, n: number, out: WasmBuffer): void {
    const rows = n === 0 ? 0 : out.length / n;
    if (out.length > sharedFrom) {
      team.run(kernel, [from, n, out.address], rows, Math.max(1, Math.floor(grain / n)));
    } else wasm[kernel](from, n, out.address, 0, rows);
  }

  function along(kernel: "softmax" | "logSoftmax", x: View, dim: number): DeviceBuffer {
    if (x.dtype !== "float32") return reference[kernel](x, dim);
    const n = x.shape[dim];
    if (dim === x.shape.length - 1) {
      const isDense = isRowMajor(x);
      const out = isDense ? heap.allocate(numel(x.shape), "float32") : copier.rowMajor(x);
      overRows(kernel, isDense ? addressOf(x) : out.address, n, out);
      return out;
    }
    // The dimension is brought to the end, and back.
    const dims = [...x.shape.keys()];
    const moved = permuted(x, [...dims.slice(0, dim), ...dims.slice(dim + 1), dim]);
    const lines = copier.rowMajor(moved);
    overRows(kernel, lines.address, n, lines);
    const result = copier.rowMajor(
      permuted(likeView(moved, lines), [...dims.slice(0, dim), dims.length - 1, ...dims.slice(dim, -1)]),
    );
    heap.release(lines);
    return result;
  }

  return {
    softmax: (x, dim) => along("softmax", x, dim),
    logSoftmax: (x, dim) => along("logSoftmax", x, dim),
  };
}
