import { writeKeys } from "../../backends/cpu/orderKeys.js";
import { SortedLine } from "../../backends/cpu/sort.js";
import { written } from "../../creation/written.js";
import { isFloat, type TypedArray } from "../../dtype.js";
import { peek } from "../../reading.js";
import { numel } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { boundKey, keyAt } from "./keyAt.js";

// Selection on the host: what stands at a place of the sorted order, without sorting. Of equal elements the first ones count
// as smaller, and NaN as the largest, as sort has it.

/** The position of what stands at place `k`, from 0, of the sorted keys. */
function place(keys: Int32Array, k: number): number {
  const key = keyAt(keys, k);
  for (let i = 0; i < keys.length; i++) if (keys[i] < key) k--;
  let i = keys.indexOf(key);
  for (; k > 0; k--) i = keys.indexOf(key, i + 1);
  return i;
}

/** Writes positions of a line's keys to the elements `o`, `o + step`, ... */
type Pick = (keys: Int32Array, out: TypedArray, o: number, step: number) => void;

/**
 * For each line of x along `dim` the `count` positions that `pick` finds in its keys, as int32; null where x has no keys of one
 * word, or cannot be read at once.
 */
function pickAlong(x: Tensor, dim: number, count: number, descending: boolean, pick: Pick): Tensor | null {
  if (x.dtype === "float64" || x.device.kernels.readSync === undefined) return null;
  const shape = x.shape.map((size, d) => (d === dim ? count : size));
  const n = x.shape[dim];
  const step = numel(shape.slice(dim + 1));
  const rows = x.detach().contiguous();
  const keys = new Int32Array(n);
  return written(shape, "int32", x.device, (out) => {
    const from = peek("sort", rows);
    for (let o = 0, i = 0; o < out.length; o += (count - 1) * step, i += (n - 1) * step) {
      for (let k = 0; k < step; k++, o++, i++) {
        writeKeys(from, i, step, descending, keys);
        pick(keys, out, o, step);
      }
    }
  });
}

/** Writes the positions of the `k` smallest keys to `chosen`, and these keys to `least`; of equal ones the first. */
function chooseLeast(keys: Int32Array, k: number, chosen: Int32Array, least: Int32Array): void {
  const most = boundKey(keys, k);
  let ties = k;
  for (let i = 0; i < keys.length; i++) if (keys[i] < most) ties--;
  for (let i = 0, n = 0; n < k; i++) {
    if (keys[i] > most || (keys[i] === most && ties-- <= 0)) continue;
    chosen[n] = i;
    least[n++] = keys[i];
  }
}

/** The positions of the first `k` elements of each line in sorted order, in their order. */
export function firstAlong(x: Tensor, dim: number, k: number, descending: boolean): Tensor | null {
  const line = new SortedLine(k, 1);
  const chosen = new Int32Array(k);
  // No long loop stands in the function itself, which is new in each call and would be compiled anew.
  return pickAlong(x, dim, k, descending, (keys, out, o, step) => {
    if (k === 0) return;
    chooseLeast(keys, k, chosen, line.keys);
    const order = line.sort();
    for (let n = 0; n < k; n++) out[o + n * step] = chosen[order[n]];
  });
}

/** The position of what stands at place `k`, from 0, of each line in sorted order; with `nanFirst` of the first NaN, if any. */
export function placeAlong(x: Tensor, dim: number, k: number, nanFirst: boolean): Tensor | null {
  return pickAlong(x, dim, 1, false, (keys, out, o) => {
    const nan = nanFirst && isFloat(x.dtype) ? keys.indexOf(0x7fffffff) : -1;
    out[o] = nan < 0 ? place(keys, k) : nan;
  });
}
