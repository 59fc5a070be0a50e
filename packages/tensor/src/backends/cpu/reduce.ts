import type { ReduceOp, View } from "../../backend/contract.js";
import type { TypedArray } from "../../dtype.js";
import { numel } from "../../shape.js";
import type { BufferPool } from "./bufferPool.js";
import { narrowed } from "./integers.js";
import { arrayOf, forEachPlane, mergeDims, type Runs, rowMajor } from "./strided.js";

/** Combines a run of `n` elements of x, from `i` on, with totals. */
type Run = (x: TypedArray, i: number, step: number, n: number, totals: TypedArray, o: number, stepTo: number) => void;

/** How one reduction combines elements, in the two ways a run of the input can lie. */
interface Reducer {
  /** What a total is before the first element. */
  readonly start: number;
  /** The run is reduced: all elements go into the total at `o`. */
  readonly along: Run;
  /** The run is kept: each element goes into a total of its own, from `o` on. */
  readonly across: Run;
}

// A loop of its own per op and direction, for the reason given in binary.ts. In max and min a NaN takes the total's
// place, and no comparison with a NaN is true, so that it stays there.
const reducers: Record<ReduceOp, Reducer> = {
  sum: {
    start: 0,
    along: sumAlong,
    across: (x, i, step, n, totals, o, stepTo) => {
      for (let k = 0; k < n; k++, i += step, o += stepTo) totals[o] += x[i];
    },
  },
  prod: {
    start: 1,
    along: (x, i, step, n, totals, o) => {
      let total = totals[o];
      for (let k = 0; k < n; k++, i += step) total *= x[i];
      totals[o] = total;
    },
    across: (x, i, step, n, totals, o, stepTo) => {
      for (let k = 0; k < n; k++, i += step, o += stepTo) totals[o] *= x[i];
    },
  },
  max: {
    start: -Infinity,
    along: (x, i, step, n, totals, o) => {
      let total = totals[o];
      for (let k = 0; k < n; k++, i += step) {
        const v = x[i];
        if (v > total || Number.isNaN(v)) total = v;
      }
      totals[o] = total;
    },
    across: (x, i, step, n, totals, o, stepTo) => {
      for (let k = 0; k < n; k++, i += step, o += stepTo) {
        const v = x[i];
        if (v > totals[o] || Number.isNaN(v)) totals[o] = v;
      }
    },
  },
  min: {
    start: Infinity,
    along: (x, i, step, n, totals, o) => {
      let total = totals[o];
      for (let k = 0; k < n; k++, i += step) {
        const v = x[i];
        if (v < total || Number.isNaN(v)) total = v;
      }
      totals[o] = total;
    },
    across: (x, i, step, n, totals, o, stepTo) => {
      for (let k = 0; k < n; k++, i += step, o += stepTo) {
        const v = x[i];
        if (v < totals[o] || Number.isNaN(v)) totals[o] = v;
      }
    },
  },
  any: {
    start: 0,
    along: (x, i, step, n, totals, o) => {
      let total = totals[o];
      for (let k = 0; k < n && total === 0; k++, i += step) if (x[i] !== 0) total = 1;
      totals[o] = total;
    },
    across: (x, i, step, n, totals, o, stepTo) => {
      for (let k = 0; k < n; k++, i += step, o += stepTo) if (x[i] !== 0) totals[o] = 1;
    },
  },
  all: {
    start: 1,
    along: (x, i, step, n, totals, o) => {
      let total = totals[o];
      for (let k = 0; k < n && total !== 0; k++, i += step) if (x[i] === 0) total = 0;
      totals[o] = total;
    },
    across: (x, i, step, n, totals, o, stepTo) => {
      for (let k = 0; k < n; k++, i += step, o += stepTo) if (x[i] === 0) totals[o] = 0;
    },
  },
};

/** Four partial sums: one alone would wait for each addition before it starts the next. */
function sumAlong(x: TypedArray, i: number, step: number, n: number, totals: TypedArray, o: number): void {
  let first = totals[o];
  let second = 0;
  let third = 0;
  let fourth = 0;
  let k = 0;
  for (; k + 4 <= n; k += 4, i += 4 * step) {
    first += x[i];
    second += x[i + step];
    third += x[i + 2 * step];
    fourth += x[i + 3 * step];
  }
  for (; k < n; k++, i += step) first += x[i];
  totals[o] = first + second + (third + fourth);
}

/**
 * The input's runs beside the positions of their totals, which stand still in the reduced dimensions. The order
 * of the dimensions does not matter for the result, so the input is walked in the order in which it lies in memory.
 */
function planRuns(x: View, dims: readonly number[], keptShape: readonly number[]): Runs {
  const { strides } = rowMajor(keptShape);
  const order = x.shape.map((_, d) => d);
  if (order.some((d) => d > 0 && x.strides[d] > x.strides[d - 1])) order.sort((a, b) => x.strides[b] - x.strides[a]);
  return mergeDims(
    order.map((d) => x.shape[d]),
    [
      { strides: order.map((d) => x.strides[d]), offset: x.offset },
      { strides: order.map((d) => (dims.includes(d) ? 0 : strides[d])), offset: 0 },
    ],
  );
}

/** Combines the elements along the sorted `dims`, in double precision. */
export function reduce(pool: BufferPool, op: ReduceOp, x: View, dims: readonly number[]): TypedArray {
  const keptShape = x.shape.map((size, d) => (dims.includes(d) ? 1 : size));
  const length = numel(keptShape);
  const { start, along, across } = reducers[op];
  const totals = pool.take("float64", length).fill(start);
  const from = arrayOf(x);
  const runs = planRuns(x, dims, keptShape);
  const { length: n } = runs;
  const [step, stepTo] = runs.steps;
  const combine = stepTo === 0 ? along : across;
  forEachPlane(runs, (starts, rows, rowSteps) => {
    for (let row = 0, i = starts[0], o = starts[1]; row < rows; row++, i += rowSteps[0], o += rowSteps[1]) {
      combine(from, i, step, n, totals, o, stepTo);
    }
  });
  const dtype = op === "any" || op === "all" ? "bool" : x.dtype;
  if (dtype === "float64") return totals;
  if (dtype === "int32") return narrowed(pool, op, totals);
  const out = pool.take(dtype, length);
  out.set(totals);
  pool.give(totals);
  return out;
}
