import { writeKeys } from "../../backends/cpu/orderKeys.js";
import type { TypedArray } from "../../dtype.js";

/** The keys that are written at once: they stay in the first-level cache. */
const blockLength = 4096;

/**
 * The first few elements of a line in sorted order. Most keys are only compared with the last of these, and no list of all
 * keys is written: memory that is touched for the first time costs more than the comparisons.
 */
export class Leaders {
  /** The largest number of them for which this is faster than other ways. */
  static readonly most = 64;

  private readonly keys: Int32Array;
  private readonly block: Int32Array;
  /** Where the elements stand in the line, in sorted order; equal ones in the order of the line. */
  readonly positions: Int32Array;
  private count = 0;

  constructor(k: number, length: number) {
    this.keys = new Int32Array(k);
    this.positions = new Int32Array(k);
    this.block = new Int32Array(Math.min(length, blockLength));
  }

  /** Finds those of the `length` elements `i`, `i + step`, ... of x. */
  find(x: TypedArray, i: number, step: number, length: number, descending: boolean): Int32Array {
    this.count = 0;
    for (let from = 0; from < length; from += blockLength) {
      const size = Math.min(blockLength, length - from);
      const keys = size === this.block.length ? this.block : this.block.subarray(0, size);
      writeKeys(x, i + from * step, step, descending, keys);
      this.compare(keys, from, this.fill(keys, from));
    }
    return this.positions;
  }

  /** Takes keys in, as long as there is room; returns how many of them. */
  private fill(keys: Int32Array, from: number): number {
    const room = Math.min(this.keys.length - this.count, keys.length);
    for (let i = 0; i < room; i++) this.insert(keys[i], from + i, this.count++);
    return room;
  }

  private compare(keys: Int32Array, from: number, start: number): void {
    const last = this.keys.length - 1;
    let most = this.keys[last];
    for (let i = start; i < keys.length; i++) {
      if (keys[i] < most) {
        this.insert(keys[i], from + i, last);
        most = this.keys[last];
      }
    }
  }

  /** Puts a key, and its position, after those that are not larger; `hole` is where it goes if no other is. */
  private insert(key: number, position: number, hole: number): void {
    const { keys, positions } = this;
    for (; hole > 0 && keys[hole - 1] > key; hole--) {
      keys[hole] = keys[hole - 1];
      positions[hole] = positions[hole - 1];
    }
    keys[hole] = key;
    positions[hole] = position;
  }
}
