import type { Heap, WasmBuffer } from "../memory/heap.js";

/** The layout of a struct of the assembly, generated from its class there. */
export interface Layout<Fields> {
  readonly bytes: number;
  write(memory: DataView, address: number, fields: Fields): void;
}

/** A struct in the heap, by which a kernel gets more than arguments can say. */
export class Plan<Fields> {
  private readonly buffer: WasmBuffer;

  constructor(
    private readonly heap: Heap,
    private readonly layout: Layout<Fields>,
  ) {
    this.buffer = heap.allocate(layout.bytes, "uint8");
  }

  /** Writes all fields, and gives the struct's address. They hold until the next call. */
  write(fields: Fields): number {
    const { address } = this.buffer;
    this.layout.write(this.heap.dataView, address, fields);
    return address;
  }
}
