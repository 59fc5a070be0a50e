import { itemSize, type Kernels, numel, type View } from "@lumbre/tensor/backend";
import type { Engine } from "../engine/engine.js";
import { addressOf, byteAddressOf, isRowMajor } from "../engine/operands.js";
import type { WasmBuffer } from "../memory/heap.js";

/** The minimum number of elements for which a fill is shared between threads. */
const sharedFrom = 2 ** 17;
const grain = 2 ** 15;

/** Copies and fills, for all dtypes but float64 in other layouts than row-major. */
export function copyingKernels({ heap, wasm, team, copier, reference }: Engine): Pick<Kernels, "copy" | "fill"> {
  function copy(source: View, target: View): void {
    const bytes = itemSize(source.dtype);
    if (isRowMajor(source) && isRowMajor(target)) {
      const [from, to] = [source, target].map((view) => (view.buffer as WasmBuffer).address + view.offset * bytes);
      wasm.copyBytes(from, to, numel(source.shape) * bytes);
    } else if (bytes === 4) copier.copyWords(source, target);
    else reference.copy(source, target);
  }

  function fill(target: View, value: number): void {
    const { dtype } = target;
    if (dtype === "float64" || (itemSize(dtype) === 1 && !isRowMajor(target))) {
      reference.fill(target, value);
      return;
    }
    if (!isRowMajor(target)) {
      fillWords(target, value);
      return;
    }
    const n = numel(target.shape);
    if (dtype === "float32" && n > sharedFrom) team.run("fill", [value, addressOf(target)], n, grain);
    else if (dtype === "float32") wasm.fill(value, addressOf(target), 0, n);
    else if (dtype === "int32") wasm.fillInt(value, addressOf(target), 0, n);
    else wasm.fillBytes(dtype === "bool" ? Number(value !== 0) : value, byteAddressOf(target), n);
  }

  /** Copies one element to all of a target's, of four bytes each. */
  function fillWords(target: View, value: number): void {
    const { shape, dtype } = target;
    const buffer = heap.allocate(1, dtype);
    buffer.array[0] = value;
    copier.copyWords({ buffer, shape, strides: shape.map(() => 0), offset: 0, dtype }, target);
    heap.release(buffer);
  }

  return { copy, fill };
}
