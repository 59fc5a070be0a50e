import type { Heap, WasmBuffer } from "./heap.js";

/** How many tables are kept; a network needs a few dozen. */
const maxTables = 512;

/** Tables of byte offsets, the lanes and depths of matrix products, kept by what they describe. */
export class OffsetTables {
  private readonly tables = new Map<string, WasmBuffer>();

  constructor(private readonly heap: Heap) {}

  /** Offsets of all positions of a grid, row by row: `sizes`, the bytes between neighbours along each, and the first. */
  grid(sizes: readonly number[], steps: readonly number[], first = 0): number {
    const key = `${sizes.join()}:${steps.join()}:${first}`;
    const known = this.tables.get(key);
    if (known !== undefined) return known.address;
    const count = sizes.reduce((product, size) => product * size, 1);
    const table = this.heap.allocate(count, "int32");
    const offsets = table.array;
    let filled = 1;
    offsets[0] = first;
    for (const [d, size] of sizes.entries()) {
      // Each dimension repeats what is there, once per position; from the end, so that nothing is overwritten too soon.
      for (let i = filled - 1; i >= 0; i--) {
        const base = offsets[i];
        for (let k = size - 1; k >= 0; k--) offsets[i * size + k] = base + k * steps[d];
      }
      filled *= size;
    }
    this.tables.set(key, table);
    return table.address;
  }

  /** Lets go of all tables when there are many. To be called before the tables of a call are asked for. */
  trim(): void {
    if (this.tables.size <= maxTables) return;
    for (const table of this.tables.values()) this.heap.release(table);
    this.tables.clear();
  }
}
