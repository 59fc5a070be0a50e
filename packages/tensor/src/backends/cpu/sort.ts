import type { View } from "../../backend/contract.js";
import type { TypedArray } from "../../dtype.js";
import { numel } from "../../shape.js";
import type { BufferPool } from "./bufferPool.js";
import { forEachLine, outputStep } from "./lines.js";
import { wordsOf, writeKeys } from "./orderKeys.js";
import { arrayOf } from "./strided.js";

/** Lines up to this long are sorted by insertion, which is faster than counting there. */
const insertionLength = 32;

/** Sorted values and their positions along `dim`. Equal elements keep their order, NaN counts as the largest. */
export function sort(
  pool: BufferPool,
  x: View,
  dim: number,
  descending: boolean,
): readonly [values: TypedArray, indices: TypedArray] {
  const from = arrayOf(x);
  const values = pool.take(x.dtype, numel(x.shape));
  const indices = pool.take("int32", numel(x.shape));
  const n = x.shape[dim];
  const step = x.strides[dim];
  const stepTo = outputStep(x.shape, dim);
  const words = wordsOf(from);
  const line = new SortedLine(n, words);
  forEachLine(x, dim, (i, o) => {
    writeKeys(from, i, step, descending, line.keys);
    writeLine(from, i, step, line.sort(), values, indices, o, stepTo);
  });
  return [values, indices];
}

function writeLine(
  from: TypedArray,
  i: number,
  step: number,
  order: Int32Array,
  values: TypedArray,
  indices: TypedArray,
  o: number,
  stepTo: number,
): void {
  for (let k = 0; k < order.length; k++, o += stepTo) {
    indices[o] = order[k];
    values[o] = from[i + order[k] * step];
  }
}

/** Sorts lines of one length by their keys, with memory that all of them share. */
export class SortedLine {
  readonly keys: Int32Array;
  private order: Int32Array;
  private spare: Int32Array;
  private readonly counts = new Int32Array(256);

  constructor(
    private readonly length: number,
    private readonly words: number,
  ) {
    this.keys = new Int32Array(length * words);
    this.order = new Int32Array(length);
    this.spare = new Int32Array(length);
  }

  /** The positions of the keys in ascending order; the array is reused by the next call. */
  sort(): Int32Array {
    const { length, words, order } = this;
    for (let k = 0; k < length; k++) order[k] = k;
    if (length <= insertionLength) this.insert();
    else for (let byte = 0; byte < words * 4; byte++) this.distribute(byte);
    return this.order;
  }

  private insert(): void {
    const { keys, order, words, length } = this;
    const top = words - 1;
    for (let k = 1; k < length; k++) {
      const position = order[k];
      const high = keys[position * words + top];
      const low = keys[position * words] >>> 0;
      let hole = k;
      for (; hole > 0; hole--) {
        const other = order[hole - 1] * words;
        if (keys[other + top] < high || (keys[other + top] === high && keys[other] >>> 0 <= low)) break;
        order[hole] = order[hole - 1];
      }
      order[hole] = position;
    }
  }

  /** A pass of a radix sort: orders by one byte of the keys, the lowest one first; what is equal there stays as it was. */
  private distribute(byte: number): void {
    const { keys, order, spare, counts, length, words } = this;
    const at = byte >> 2;
    const shift = (byte & 3) * 8;
    // The sign is turned about, so that negative numbers come first.
    const flip = byte === words * 4 - 1 ? 128 : 0;
    counts.fill(0);
    for (let k = at; k < keys.length; k += words) counts[((keys[k] >>> shift) & 255) ^ flip]++;
    if (counts[((keys[at] >>> shift) & 255) ^ flip] === length) return;
    for (let digit = 0, sum = 0; digit < 256; digit++) {
      const count = counts[digit];
      counts[digit] = sum;
      sum += count;
    }
    for (let k = 0; k < length; k++) {
      const position = order[k];
      spare[counts[((keys[position * words + at] >>> shift) & 255) ^ flip]++] = position;
    }
    this.order = spare;
    this.spare = order;
  }
}
