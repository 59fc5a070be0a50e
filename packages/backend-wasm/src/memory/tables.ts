import type { Heap, WasmBuffer } from "./heap.js";

/** How many tables are kept; a network needs a few dozen. */
const maxTables = 512;

/** Tables of byte offsets, the lanes and depths of matrix products, kept by what they describe. */
export class OffsetTables {
  private readonly lines = new Map<number, WasmBuffer>();
  /** Lines that have become too short, which the call that asked for them may still read. */
  private replaced: WasmBuffer[] = [];
  private readonly tables = new Map<string, WasmBuffer>();

  constructor(private readonly heap: Heap) {}

  /** Offsets `step` bytes apart, at least `size` of them. A longer table serves all shorter ones. */
  line(size: number, step: number): number {
    const known = this.lines.get(step);
    if (known !== undefined && known.length >= size) return known.address;
    const table = this.heap.allocate(2 ** Math.ceil(Math.log2(Math.max(size, 64))), "int32");
    for (let i = 0; i < table.length; i++) table.array[i] = i * step;
    if (known !== undefined) this.replaced.push(known);
    this.lines.set(step, table);
    return table.address;
  }

  /** Offsets of all elements of a grid, row by row: `sizes`, the bytes between neighbours along each, and the first. */
  grid(sizes: readonly number[], steps: readonly number[], first = 0): number {
    return this.list(`${sizes.join()}:${steps.join()}:${first}`, () => {
      const offsets = new Int32Array(sizes.reduce((product, size) => product * size, 1));
      let filled = 1;
      offsets[0] = first;
      for (const [d, size] of sizes.entries()) {
        // Each dimension repeats what is there, once per index; from the end, so that nothing is overwritten too soon.
        for (let i = filled - 1; i >= 0; i--) {
          const base = offsets[i];
          for (let k = size - 1; k >= 0; k--) offsets[i * size + k] = base + k * steps[d];
        }
        filled *= size;
      }
      return offsets;
    });
  }

  /** Any offsets, under a name that says what they are. */
  list(key: string, offsets: () => ArrayLike<number>): number {
    const known = this.tables.get(key);
    if (known !== undefined) return known.address;
    const values = offsets();
    const table = this.heap.allocate(values.length, "int32");
    table.array.set(values);
    this.tables.set(key, table);
    return table.address;
  }

  /** Lets go of what nobody reads any more, and of all tables when there are many. To be called before the tables of a call are asked for. */
  trim(): void {
    for (const table of this.replaced) this.heap.release(table);
    this.replaced = [];
    for (const tables of [this.lines, this.tables]) {
      if (tables.size <= maxTables) continue;
      for (const table of tables.values()) this.heap.release(table);
      tables.clear();
    }
  }
}
