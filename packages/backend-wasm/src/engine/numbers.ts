import type { DType } from "@lumbre/tensor/backend";
import type { Heap } from "../memory/heap.js";

/** Memory for a few numbers, for kernels that read theirs from it as they read tensors. */
export class Numbers {
  private readonly address: number;
  private view: DataView<ArrayBufferLike>;

  constructor(
    private readonly heap: Heap,
    count: number,
  ) {
    this.address = heap.reserve(Math.max(64, count * 8));
    this.view = new DataView(heap.memory.buffer);
  }

  /** Where a number lies as an element of a dtype. */
  store(value: number, slot: number, dtype: DType = "float32"): number {
    if (this.view.buffer !== this.heap.memory.buffer) this.view = new DataView(this.heap.memory.buffer);
    const at = this.address + slot * 8;
    if (dtype === "float32") this.view.setFloat32(at, value, true);
    else if (dtype === "float64") this.view.setFloat64(at, value, true);
    else this.view.setInt32(at, value, true);
    return at;
  }
}
