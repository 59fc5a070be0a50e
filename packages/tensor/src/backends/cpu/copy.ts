import type { View } from "../../backend/contract.js";
import type { DType, TypedArray } from "../../dtype.js";
import { numel } from "../../shape.js";
import type { BufferPool } from "./bufferPool.js";
import { arrayOf, forEachRun, mergeDims, rowMajor } from "./strided.js";

/** Writes `source` into `target`, element by element, whatever the layouts. */
export function copy(source: View, target: View): void {
  const from = arrayOf(source);
  const to = arrayOf(target);
  const runs = mergeDims(target.shape, [source, target]);
  const [stepFrom, stepTo] = runs.steps;
  const { length } = runs;
  forEachRun(runs, ([i, o]) => {
    if (stepFrom === 1 && stepTo === 1 && length > 16) to.set(from.subarray(i, i + length), o);
    else for (let n = 0, p = i, q = o; n < length; n++, p += stepFrom, q += stepTo) to[q] = from[p];
  });
}

/** Writes one value into every element of `target`. */
export function fill(target: View, value: number): void {
  const to = arrayOf(target);
  const stored = target.dtype === "bool" ? Number(value !== 0) : value;
  const runs = mergeDims(target.shape, [target]);
  const step = runs.steps[0];
  forEachRun(runs, ([o]) => {
    if (step === 1) to.fill(stored, o, o + runs.length);
    else for (let n = 0, q = o; n < runs.length; n++, q += step) to[q] = stored;
  });
}

/** Converts to another dtype. Typed arrays truncate towards zero by themselves; bool tests for not zero. */
export function cast(pool: BufferPool, x: View, dtype: DType): TypedArray {
  const from = arrayOf(x);
  const out = pool.take(dtype, numel(x.shape));
  const runs = mergeDims(x.shape, [x, rowMajor(x.shape)]);
  const step = runs.steps[0];
  const toBool = dtype === "bool";
  forEachRun(runs, ([i, o]) => {
    if (toBool) for (let n = 0, p = i; n < runs.length; n++, p += step) out[o + n] = from[p] !== 0 ? 1 : 0;
    else for (let n = 0, p = i; n < runs.length; n++, p += step) out[o + n] = from[p];
  });
  return out;
}
