import type { DType, View } from "@lumbre/tensor/backend";
import type { WasmBuffer } from "../memory/heap.js";
import type { Engine } from "./engine.js";
import { addressOf, isRowMajor } from "./operands.js";

/** Memory that a kernel needs besides its operands and results. */
export class Workspace {
  private readonly buffers: WasmBuffer[] = [];

  private constructor(private readonly engine: Engine) {}

  /** Lends one to `work`, and gives its memory back. */
  static lend<T>(engine: Engine, work: (space: Workspace) => T): T {
    const space = new Workspace(engine);
    try {
      return work(space);
    } finally {
      for (const buffer of space.buffers) engine.heap.release(buffer);
    }
  }

  allocate(length: number, dtype: DType): WasmBuffer {
    return this.hold(this.engine.heap.allocate(length, dtype));
  }

  /** Gives a buffer back with the rest. */
  hold(buffer: WasmBuffer): WasmBuffer {
    this.buffers.push(buffer);
    return buffer;
  }

  /** Where the elements lie in row-major order, copied where need be. Only for dtypes of four bytes. */
  rowMajor(x: View): number {
    return isRowMajor(x) ? addressOf(x) : this.hold(this.engine.copier.rowMajor(x)).address;
  }

  /** The same, with one number in place of a view that is not there. */
  rowMajorOr(x: View | null, value: number, length: number): number {
    if (x !== null) return this.rowMajor(x);
    const buffer = this.allocate(length, "float32");
    buffer.array.fill(value);
    return buffer.address;
  }
}
