import type { ReduceOp, View } from "../../backend/contract.js";
import type { TypedArray } from "../../dtype.js";
import { numel } from "../../shape.js";
import type { BufferPool } from "./bufferPool.js";
import { arrayOf, forEachRun, mergeDims, rowMajor } from "./strided.js";

const starts: Record<ReduceOp, number> = { sum: 0, prod: 1, max: -Infinity, min: Infinity, any: 0, all: 1 };

const steps: Record<ReduceOp, (total: number, x: number) => number> = {
  sum: (total, x) => total + x,
  prod: (total, x) => total * x,
  max: Math.max,
  min: Math.min,
  any: (total, x) => (total !== 0 || x !== 0 ? 1 : 0),
  all: (total, x) => (total !== 0 && x !== 0 ? 1 : 0),
};

/** Combines the elements along the sorted `dims`, in double precision. */
export function reduce(pool: BufferPool, op: ReduceOp, x: View, dims: readonly number[]): TypedArray {
  const keptShape = x.shape.map((size, d) => (dims.includes(d) ? 1 : size));
  const totals = new Float64Array(numel(keptShape)).fill(starts[op]);
  // The output is walked along with the input, standing still in the reduced dimensions.
  const kept = rowMajor(keptShape);
  const target = { strides: kept.strides.map((stride, d) => (dims.includes(d) ? 0 : stride)), offset: 0 };
  const runs = mergeDims(x.shape, [x, target]);
  const from = arrayOf(x);
  const [stepFrom, stepTo] = runs.steps;
  const step = steps[op];
  forEachRun(runs, ([i, o]) => {
    for (let n = 0, p = i, q = o; n < runs.length; n++, p += stepFrom, q += stepTo)
      totals[q] = step(totals[q], from[p]);
  });
  const out = pool.take(op === "any" || op === "all" ? "bool" : x.dtype, totals.length);
  out.set(totals);
  return out;
}
