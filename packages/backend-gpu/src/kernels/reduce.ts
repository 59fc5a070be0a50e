import type {
  ArgReduceOp,
  Declining,
  DeviceBuffer,
  DType,
  ReduceOp,
  RequiredKernels,
  View,
} from "@lumbre/tensor/backend";
import { numel } from "@lumbre/tensor/backend";
import type { Engine, Kernel } from "../engine/engine.js";
import { areComputable } from "./computable.js";
import { type Layout, mergeDims, positionOf, stored, sumOf, unravel } from "./layout.js";
import { Scratch } from "./scratch.js";

/** Elements that one call of a kernel combines: few enough for its sum to be exact to the last digits, and for many calls. */
const longest = 256;

/** How a reduction combines its elements; texts of kernels. */
interface Reducer {
  readonly start: string;
  /** Expression of an element `x0` that is reduced in its stead. */
  readonly prepare: string;
  /** The total with what has become of another element, `v`. */
  readonly combine: string;
}

const reducers: Readonly<Record<ReduceOp, Reducer>> = {
  sum: { start: "0", prepare: "x0", combine: "total + v" },
  prod: { start: "1", prepare: "x0", combine: "total * v" },
  max: { start: "-infinity()", prepare: "x0", combine: "binary_maximum(total, v)" },
  min: { start: "infinity()", prepare: "x0", combine: "binary_minimum(total, v)" },
  any: { start: "0", prepare: "binary_ne(x0, 0)", combine: "binary_logicalOr(total, v)" },
  all: { start: "1", prepare: "binary_ne(x0, 0)", combine: "binary_logicalAnd(total, v)" },
};

/** A stage of a reduction: lines of elements, each cut into pieces of `length` of which one total is made. */
interface Stage {
  readonly kept: readonly number[];
  readonly keptLayout: Layout;
  /** The dimensions that are reduced, and how their elements lie. */
  readonly reduced: readonly number[];
  readonly reducedLayout: Layout;
  readonly length: number;
  readonly pieces: number;
}

/** Cuts lines into pieces. */
function planStage(x: View, dims: readonly number[]): Stage {
  const isReduced = (d: number): boolean => dims.includes(d);
  const all = x.shape.map((_, d) => d);
  const pick = (list: readonly number[], order: readonly number[]): number[] => order.map((d) => list[d]);
  const keptDims = all.filter((d) => !isReduced(d));
  // The order of what is reduced does not matter: by stride, most dimensions can be merged.
  const reducedDims = all.filter(isReduced).sort((a, b) => x.strides[b] - x.strides[a]);
  const kept = mergeDims(pick(x.shape, keptDims), [{ strides: pick(x.strides, keptDims), offset: x.offset }]);
  const reduced = mergeDims(pick(x.shape, reducedDims), [{ strides: pick(x.strides, reducedDims), offset: 0 }]);
  return {
    kept: kept.shape,
    keptLayout: kept.layouts[0],
    reduced: reduced.shape,
    reducedLayout: reduced.layouts[0],
    ...cut(numel(reduced.shape)),
  };
}

/** Into how many pieces of which length a line of `size` elements is cut. */
function cut(size: number): { readonly length: number; readonly pieces: number } {
  if (size <= longest) return { length: size, pieces: 1 };
  const length = Math.min(longest, Math.ceil(Math.sqrt(size)));
  return { length, pieces: Math.ceil(size / length) };
}

interface ReduceStage extends Stage, Reducer {
  readonly dtype: DType;
  /** True if there is a second operand, with an element `m` for each line. */
  readonly hasMiddle: boolean;
}

const reduceStage: Kernel<ReduceStage> = {
  name: "reduce",
  source(stage) {
    const { kept, reduced, length, pieces, hasMiddle } = stage;
    const place = sumOf(positionOf(stage.keptLayout), positionOf(stage.reducedLayout, "d"));
    return `function (x${hasMiddle ? ", middles" : ""}) {
      const piece = imod(this.thread.x, ${pieces});
      const line = idiv(this.thread.x, ${pieces});
      ${unravel("line", kept)}
      ${hasMiddle ? "const m = middles[line];" : ""}
      let total = ${stage.start};
      for (let k = 0; k < ${length}; k++) {
        const r = piece * ${length} + k;
        if (r < ${numel(reduced)}) {
          ${unravel("r", reduced, "d")}
          const x0 = x[${place}];
          const v = ${stage.prepare};
          total = ${stage.combine};
        }
      }
      return ${stored(stage.dtype, "total")};
    }`;
  },
};

/**
 * Combines the elements of `x` along `dims`, in stages.
 * @param prepare Expression of an element `x0` that is reduced in its stead; with `middles`, in row-major order, `m` is
 *   the line's own.
 */
export function reduceElements(
  engine: Engine,
  op: ReduceOp,
  x: View,
  dims: readonly number[],
  dtype: DType,
  prepare = reducers[op].prepare,
  middles: View | null = null,
): DeviceBuffer {
  const stage = planStage(x, dims);
  const isLast = stage.pieces === 1;
  const lines = x.shape.filter((_, d) => !dims.includes(d));
  const constants = {
    ...stage,
    ...reducers[op],
    prepare,
    dtype: isLast ? dtype : "float32",
    hasMiddle: middles !== null,
  } as const;
  const inputs = [x.buffer, ...(middles === null ? [] : [middles.buffer])];
  const totals = engine.run(reduceStage, constants, inputs, numel(lines) * stage.pieces, constants.dtype);
  if (isLast) return totals;
  const shape = [numel(lines), stage.pieces];
  return Scratch.lend(engine, (scratch) => reduceElements(engine, op, scratch.hold(totals, shape), [1], dtype, "x0"));
}

interface ArgStage {
  readonly kept: readonly number[];
  readonly layout: Layout;
  /** From one element of a line to the next. */
  readonly step: number;
  /** Candidates in a line: elements, or after the first stage the pieces of the stage before. */
  readonly count: number;
  readonly isFirst: boolean;
  readonly length: number;
  readonly pieces: number;
  readonly isLargest: boolean;
}

/** The index of the best element of a piece; the first one wins, and NaN over all. */
const argStage: Kernel<ArgStage> = {
  name: "argReduce",
  source: ({
    kept,
    layout,
    step,
    count,
    isFirst,
    length,
    pieces,
    isLargest,
  }) => `function (x${isFirst ? "" : ", places"}) {
    const piece = imod(this.thread.x, ${pieces});
    const line = idiv(this.thread.x, ${pieces});
    ${unravel("line", kept)}
    let best = 0;
    let place = line - line;
    for (let k = 0; k < ${length}; k++) {
      const r = piece * ${length} + k;
      if (r < ${count}) {
        const p = ${isFirst ? "r" : `toIndex(places[line * ${count} + r])`};
        const v = x[${sumOf(positionOf(layout), `p * ${step}`)}];
        if (k == 0 || (isMissing(best) == 0 && (isMissing(v) == 1 || v ${isLargest ? ">" : "<"} best))) {
          best = v;
          place = p;
        }
      }
    }
    return place;
  }`,
};

function argReduceElements(engine: Engine, op: ArgReduceOp, x: View, dim: number): DeviceBuffer {
  const others = (list: readonly number[]): number[] => list.filter((_, d) => d !== dim);
  const { shape: kept, layouts } = mergeDims(others(x.shape), [{ strides: others(x.strides), offset: x.offset }]);
  const lines = numel(kept);
  const fixed = { kept, layout: layouts[0], step: x.strides[dim], isLargest: op === "argmax" };
  return Scratch.lend(engine, (scratch) => {
    let count = x.shape[dim];
    let places: DeviceBuffer | null = null;
    for (;;) {
      const { length, pieces } = cut(count);
      const constants: ArgStage = { ...fixed, count, length, pieces, isFirst: places === null };
      const inputs: DeviceBuffer[] = places === null ? [x.buffer] : [x.buffer, places];
      const found: DeviceBuffer = engine.run(argStage, constants, inputs, lines * pieces, "int32");
      if (pieces === 1) return found;
      scratch.hold(found, [lines, pieces]);
      places = found;
      count = pieces;
    }
  });
}

/** The reductions of the contract. */
export function reduceKernels(engine: Engine): Declining<Pick<RequiredKernels, "reduce" | "argReduce">> {
  return {
    reduce(op, x, dims) {
      if (!areComputable(engine, x)) return null;
      return reduceElements(engine, op, x, dims, op === "any" || op === "all" ? "bool" : x.dtype);
    },

    argReduce: (op, x, dim) => (areComputable(engine, x) ? argReduceElements(engine, op, x, dim) : null),
  };
}
