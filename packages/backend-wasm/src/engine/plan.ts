import type { Heap, WasmBuffer } from "../memory/heap.js";

/** The layout of a struct of the assembly, generated from its class there. */
export interface Layout<Fields> {
  readonly bytes: number;
  write(memory: DataView, address: number, fields: Fields): void;
}

/** A struct in the heap, by which a kernel gets more than arguments can say. It takes memory when it is first written. */
export class Plan<Fields> {
  private buffer: WasmBuffer | null = null;

  constructor(
    private readonly heap: Heap,
    private readonly layout: Layout<Fields>,
  ) {}

  /** Writes all fields, and gives the struct's address. They hold until the next call. */
  write(fields: Fields): number {
    this.buffer ??= this.heap.allocate(this.layout.bytes, "uint8");
    const { address } = this.buffer;
    this.layout.write(this.heap.dataView, address, fields);
    return address;
  }
}
