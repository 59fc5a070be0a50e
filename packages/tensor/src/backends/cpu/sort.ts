import type { View } from "../../backend/contract.js";
import type { TypedArray } from "../../dtype.js";
import { numel } from "../../shape.js";
import type { BufferPool } from "./bufferPool.js";
import { forEachLine, outputStep } from "./lines.js";
import { arrayOf } from "./strided.js";

/** Lines up to this long are sorted by insertion, which is faster than merging there. */
const insertionLength = 12;

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
  const line = new SortedLine(n, descending);
  forEachLine(x, dim, (i, o) => {
    const order = line.sort(from, i, step);
    for (let k = 0, q = o; k < n; k++, q += stepTo) {
      indices[q] = order[k];
      values[q] = from[i + order[k] * step];
    }
  });
  return [values, indices];
}

/** Sorts lines of one length, with memory that all of them share. */
class SortedLine {
  /** The elements as doubles, negated to sort downwards. */
  private readonly keys: Float64Array;
  private order: Int32Array;
  private spare: Int32Array;

  constructor(
    private readonly length: number,
    private readonly descending: boolean,
  ) {
    this.keys = new Float64Array(length);
    this.order = new Int32Array(length);
    this.spare = new Int32Array(length);
  }

  /** The positions of the line's elements in sorted order; the array is reused by the next call. */
  sort(x: TypedArray, i: number, step: number): Int32Array {
    const { keys, length, descending } = this;
    let numbers = 0;
    for (let k = 0; k < length; k++) {
      const v = x[i + k * step];
      keys[k] = descending ? -v : v;
      if (!Number.isNaN(v)) numbers++;
    }
    const nans = length - numbers;
    let nextNumber = descending ? nans : 0;
    let nextNan = descending ? 0 : numbers;
    for (let k = 0; k < length; k++) this.order[Number.isNaN(keys[k]) ? nextNan++ : nextNumber++] = k;
    this.sortRange(descending ? nans : 0, descending ? length : numbers);
    return this.order;
  }

  /** Sorts short blocks, then merges neighbours into blocks of twice the length until one is left. */
  private sortRange(start: number, end: number): void {
    for (let from = start; from < end; from += insertionLength) {
      insertionSort(this.keys, this.order, from, Math.min(from + insertionLength, end));
    }
    // The NaNs outside of the range stay where they are, in both.
    this.spare.set(this.order);
    for (let width = insertionLength; width < end - start; width *= 2) {
      for (let from = start; from < end; from += 2 * width) {
        merge(this.keys, this.order, this.spare, from, Math.min(from + width, end), Math.min(from + 2 * width, end));
      }
      [this.order, this.spare] = [this.spare, this.order];
    }
  }
}

function insertionSort(keys: Float64Array, order: Int32Array, from: number, to: number): void {
  for (let k = from + 1; k < to; k++) {
    const position = order[k];
    const key = keys[position];
    let hole = k;
    for (; hole > from && keys[order[hole - 1]] > key; hole--) order[hole] = order[hole - 1];
    order[hole] = position;
  }
}

/** Merges the sorted `[from, middle)` and `[middle, to)` of `source` into `target`; of equals the left one goes first. */
function merge(
  keys: Float64Array,
  source: Int32Array,
  target: Int32Array,
  from: number,
  middle: number,
  to: number,
): void {
  let left = from;
  let right = middle;
  for (let k = from; k < to; k++) {
    const takeLeft = left < middle && (right >= to || keys[source[left]] <= keys[source[right]]);
    target[k] = takeLeft ? source[left++] : source[right++];
  }
}
