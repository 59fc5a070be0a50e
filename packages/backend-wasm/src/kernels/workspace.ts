import type { DType, View } from "@lumbre/tensor";
import type { Heap, WasmBuffer } from "../memory/heap.js";
import type { Copier } from "./copying.js";
import { addressOf, isRowMajor } from "./operands.js";

/** Memory that a kernel needs besides its operands and results. */
export class Workspace {
  private readonly buffers: WasmBuffer[] = [];

  private constructor(
    private readonly heap: Heap,
    private readonly copier: Copier,
  ) {}

  /** Lends one to `work`, and gives its memory back. */
  static lend<T>(heap: Heap, copier: Copier, work: (space: Workspace) => T): T {
    const space = new Workspace(heap, copier);
    try {
      return work(space);
    } finally {
      for (const buffer of space.buffers) heap.release(buffer);
    }
  }

  allocate(length: number, dtype: DType): WasmBuffer {
    return this.hold(this.heap.allocate(length, dtype));
  }

  /** Gives a buffer back with the rest. */
  hold(buffer: WasmBuffer): WasmBuffer {
    this.buffers.push(buffer);
    return buffer;
  }

  /** Where the elements lie in row-major order, copied where need be. Only for dtypes of four bytes. */
  rowMajor(x: View): number {
    return isRowMajor(x) ? addressOf(x) : this.hold(this.copier.rowMajor(x)).address;
  }

  /** The same, with one number in place of a view that is not there. */
  rowMajorOr(x: View | null, value: number, length: number): number {
    if (x !== null) return this.rowMajor(x);
    const buffer = this.allocate(length, "float32");
    buffer.array.fill(value);
    return buffer.address;
  }
}
