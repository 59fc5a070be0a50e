import type { Declining, DeviceBuffer, FusedKernels, LabelOptions, View } from "@lumbre/tensor/backend";
import type { Engine } from "../engine/engine.js";
import { addressOf, isRowMajor } from "../engine/operands.js";
import type { WasmBuffer } from "../memory/heap.js";

/** The minimum number of elements for sharing rows between threads. */
const sharedFrom = 2 ** 14;
const grain = 2 ** 14;

type CrossEntropy = Declining<Pick<FusedKernels, "crossEntropy" | "crossEntropyGrad">>;

/** Cross entropy of int32 labels and its gradient, for float32. */
export function crossEntropyKernels({ heap, wasm, team, copier }: Engine): CrossEntropy {
  /** Runs with the addresses of row-major versions of the views. */
  function compact(views: readonly View[], run: (...addresses: number[]) => void): void {
    const copies: WasmBuffer[] = [];
    const addresses = views.map((view) => {
      if (isRowMajor(view)) return addressOf(view);
      const copy = copier.rowMajor(view);
      copies.push(copy);
      return copy.address;
    });
    run(...addresses);
    for (const copy of copies) heap.release(copy);
  }

  function overRows(kernel: "crossEntropy" | "crossEntropyGrad", args: readonly number[], rows: number, n: number) {
    team.run(kernel, args, rows, rows * n > sharedFrom ? Math.max(1, Math.floor(grain / n)) : rows);
  }

  function crossEntropy(x: View, labels: View, { ignoreIndex, divisor }: LabelOptions) {
    if (x.dtype !== "float32") return null;
    const [count, classes] = x.shape;
    const losses = heap.allocate(count, "float32");
    const rows = heap.allocate(2 * count, "float32");
    compact([x, labels], (from, at) => {
      overRows("crossEntropy", [from, classes, at, ignoreIndex, losses.address, rows.address], count, classes);
    });
    if (divisor === null) return [losses, rows] as const;
    const sum = heap.allocate(1, "float32");
    wasm.dividedSum(losses.address, count, divisor, sum.address);
    heap.release(losses);
    return [sum, rows] as const;
  }

  function crossEntropyGrad(
    grad: View,
    x: View,
    labels: View,
    rows: View,
    { ignoreIndex, divisor }: LabelOptions,
  ): DeviceBuffer | null {
    if (x.dtype !== "float32") return null;
    const [count, classes] = x.shape;
    const out = heap.allocate(count * classes, "float32");
    compact([x, labels, rows], (from, at, known) => {
      const step = divisor === null ? grad.strides[0] * 4 : 0;
      const incoming = [addressOf(grad), step, divisor ?? 1];
      overRows("crossEntropyGrad", [...incoming, from, classes, at, ignoreIndex, known, out.address], count, classes);
    });
    return out;
  }

  return { crossEntropy, crossEntropyGrad };
}
