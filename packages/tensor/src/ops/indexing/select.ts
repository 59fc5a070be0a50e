import type { DeviceBuffer, View } from "../../backend/contract.js";
import { writeKeys } from "../../backends/cpu/orderKeys.js";
import { SortedLine } from "../../backends/cpu/sort.js";
import { written } from "../../creation/written.js";
import { isFloat, type TypedArray } from "../../dtype.js";
import { tensorFromBuffer } from "../../op/apply.js";
import { peek } from "../../reading.js";
import { numel } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { boundKey, countBelow, keyAt } from "./keyAt.js";
import { Leaders } from "./leaders.js";

// Selection on the host: what stands at a place of the sorted order, without sorting. Of equal elements the first ones count
// as smaller, and NaN as the largest, as sort has it.

/** The position of what stands at place `k`, from 0, of the sorted keys. */
function place(keys: Int32Array, k: number): number {
  const key = keyAt(keys, k);
  let i = keys.indexOf(key);
  for (let rest = k - countBelow(keys, key); rest > 0; rest--) i = keys.indexOf(key, i + 1);
  return i;
}

/** Writes positions of the line that begins at `i` of `from` to the elements `o`, `o + step`, ... of `out`. */
type Pick = (from: TypedArray, i: number, out: TypedArray, o: number, step: number) => void;

/**
 * For each line of x along `dim` the `count` positions that `pick` finds in it, as int32; null where x has no keys of one word, or
 * cannot be read at once.
 */
function pickAlong(x: Tensor, dim: number, count: number, pick: Pick): Tensor | null {
  if (x.dtype === "float64" || x.device.kernels.readSync === undefined) return null;
  const shape = x.shape.map((size, d) => (d === dim ? count : size));
  const n = x.shape[dim];
  const step = numel(shape.slice(dim + 1));
  const rows = x.detach().contiguous();
  return written(shape, "int32", x.device, (out) => {
    const from = peek("sort", rows);
    for (let o = 0, i = 0; o < out.length; o += (count - 1) * step, i += (n - 1) * step) {
      for (let k = 0; k < step; k++, o++, i++) pick(from, i, out, o, step);
    }
  });
}

/**
 * The same along the last dimension by a kernel of the device, from rows without gaps; null where it has none, or declines.
 */
function pickByDevice(
  x: Tensor,
  dim: number,
  count: number,
  find: (rows: View) => DeviceBuffer | null | undefined,
): Tensor | null {
  const n = x.shape[dim];
  if (dim !== x.ndim - 1 || count === 0 || x.numel() === 0) return null;
  const rows = x
    .detach()
    .contiguous()
    .reshape(x.numel() / n, n);
  const buffer = find(rows);
  if (buffer === undefined || buffer === null) return null;
  return tensorFromBuffer(x.device, buffer, "int32", [...x.shape.slice(0, -1), count]);
}

/**
 * Writes the positions of the `k` smallest keys to `chosen`, and these keys to `least`: those below `most`, and the first
 * `ties` that are equal to it.
 */
function choose(keys: Int32Array, most: number, ties: number, k: number, chosen: Int32Array, least: Int32Array): void {
  for (let i = 0, n = 0; n < k; i++) {
    if (keys[i] > most || (keys[i] === most && ties-- <= 0)) continue;
    chosen[n] = i;
    least[n++] = keys[i];
  }
}

/** The positions of the first `k` elements of each line in sorted order, in their order. */
export function firstAlong(x: Tensor, dim: number, k: number, descending: boolean): Tensor | null {
  const n = x.shape[dim];
  const found = pickByDevice(x, dim, k, (rows) => x.device.kernels.firstOfRows?.(rows, k, descending));
  if (found !== null) return found;
  if (k === 0 || n === 0) return pickAlong(x, dim, k, () => {});
  const find = k <= Leaders.most && 4 * k <= n ? leadersOf(n, k, descending) : firstOf(n, k, descending);
  return pickAlong(x, dim, k, (from, i, out, o, step) => {
    const order = find(from, i, step);
    for (let j = 0; j < k; j++) out[o + j * step] = order[j];
  });
}

type Find = (from: TypedArray, i: number, step: number) => Int32Array;

function leadersOf(n: number, k: number, descending: boolean): Find {
  const leaders = new Leaders(k, n);
  return (from, i, step) => leaders.find(from, i, step, n, descending);
}

function firstOf(n: number, k: number, descending: boolean): Find {
  const keys = new Int32Array(n);
  const line = new SortedLine(k, 1);
  const chosen = new Int32Array(k);
  return (from, i, step) => {
    writeKeys(from, i, step, descending, keys);
    const most = boundKey(keys, k);
    choose(keys, most, k - countBelow(keys, most), k, chosen, line.keys);
    return line.sort().map((place) => chosen[place]);
  };
}

/** The position of what stands at place `k`, from 0, of each line in sorted order; with `nanFirst` of the first NaN, if any. */
export function placeAlong(x: Tensor, dim: number, k: number, nanFirst: boolean): Tensor | null {
  const found = pickByDevice(x, dim, 1, (rows) => x.device.kernels.placeOfRows?.(rows, k, nanFirst));
  if (found !== null) return found;
  const keys = new Int32Array(x.shape[dim]);
  return pickAlong(x, dim, 1, (from, i, out, o, step) => {
    writeKeys(from, i, step, false, keys);
    const nan = nanFirst && isFloat(x.dtype) ? keys.indexOf(0x7fffffff) : -1;
    out[o] = nan < 0 ? place(keys, k) : nan;
  });
}
