import {
  type ArgReduceOp,
  type DeviceBuffer,
  type Kernels,
  numel,
  type ReduceOp,
  type View,
} from "@lumbre/tensor/backend";
import type { Engine } from "../engine/engine.js";
import { addressIn, addressOf, isRowMajor, permuted } from "../engine/operands.js";
import { runParts } from "../engine/team.js";
import { ReduceOp as ReduceOps, STRIP_COLUMNS } from "../generated/constants.js";
import type { WasmBuffer } from "../memory/heap.js";

/** The minimum number of elements for sharing the work between threads. */
const sharedFrom = 2 ** 16;
/** Long sums are made of pieces of this length, whoever computes them. */
const pieceLength = 2 ** 15;
/** The most pieces of a product: on its way to 0 each may pass denormal numbers, with which processors are slow. */
const productPieces = 4;

const reduceCodes = new Map<ReduceOp, number>([
  ["sum", ReduceOps.sum],
  ["max", ReduceOps.max],
  ["min", ReduceOps.min],
  ["prod", ReduceOps.prod],
]);

type Reductions = Pick<Kernels, "reduce" | "argReduce">;

/** Neighbouring dimensions that are all reduced or all kept, as one. Steps are elements. */
interface Segment {
  readonly isReduced: boolean;
  readonly size: number;
  readonly step: number;
}

/** Sums, products, maxima and minima, and indices of these, for float32; over rows those of float64 and int32. */
export function reduceKernels(engine: Engine): Reductions {
  const { heap, wasm, team, copier, reference } = engine;

  function reduce(op: ReduceOp, x: View, dims: readonly number[]): DeviceBuffer {
    const code = reduceCodes.get(op);
    const total = numel(x.shape);
    if (code === undefined || total === 0) return reference.reduce(op, x, dims);
    const { shape, dtype } = x;
    if (dtype !== "float32") {
      const isNative = (dtype === "float64" || dtype === "int32") && isRowMajor(x) && isTail(dims, shape.length);
      return (isNative ? inDoubles(code, x, dims) : null) ?? reference.reduce(op, x, dims);
    }
    const count = dims.reduce((product, d) => product * shape[d], 1);
    const kept = total / count;
    const out = heap.allocate(kept, "float32");
    const at = addressOf(x);
    if (isRowMajor(x) && isTail(dims, shape.length)) rows(code, at, count, kept, 1, 0, count, out);
    else if (isRowMajor(x) && isHead(dims)) columns(code, at, 0, count, kept, kept, 1, out);
    else if (!bySegments(code, x, segmentsOf(x, dims), out)) {
      const copy = copier.rowMajor(keptFirst(x, dims));
      rows(code, copy.address, count, kept, 1, 0, count, out);
      heap.release(copy);
    }
    return out;
  }

  /** Rows of float64 and int32. Null where int32 cannot hold a result: the reference says so. */
  function inDoubles(code: number, x: View, dims: readonly number[]): DeviceBuffer | null {
    const total = numel(x.shape);
    const n = dims.reduce((product, d) => product * x.shape[d], 1);
    const kept = total / n;
    const doubles = heap.allocate(kept, "float64");
    const kernel = x.dtype === "float64" ? "reduceDoubleRows" : "reduceIntRows";
    runParts(engine, kernel, [code, addressIn(x), n, doubles.address], kept, n, sharedFrom);
    if (x.dtype === "float64") return doubles;
    const isHeld = doubles.array.every((value) => value === (value | 0));
    const out = isHeld ? heap.allocate(kept, "int32") : null;
    out?.array.set(doubles.array);
    heap.release(doubles);
    return out;
  }

  /** `kept` results, each of `runs` runs of `n` elements. */
  function rows(
    code: number,
    at: number,
    step: number,
    kept: number,
    runs: number,
    runStep: number,
    n: number,
    out: WasmBuffer,
  ): void {
    if (kept === 1 && runs === 1 && n > pieceLength) {
      const length = code === ReduceOps.prod ? Math.max(pieceLength, Math.ceil(n / productPieces)) : pieceLength;
      const count = Math.ceil(n / length);
      const pieces = heap.allocate(count, "float64");
      team.run("reducePieces", [code, at, n, length, pieces.address], count, 1);
      wasm.reduceJoin(code, pieces.address, count, out.address);
      heap.release(pieces);
      return;
    }
    const { address } = out;
    if (kept * runs * n <= sharedFrom) wasm.reduceRuns(code, at, step * 4, runs, runStep * 4, n, address, 0, kept);
    else
      runParts(engine, "reduceRuns", [code, at, step * 4, runs, runStep * 4, n, address], kept, runs * n, sharedFrom);
  }

  /** `matrices` with `width` columns each. */
  function columns(
    code: number,
    at: number,
    step: number,
    count: number,
    rowStep: number,
    width: number,
    matrices: number,
    out: WasmBuffer,
  ): void {
    const strips = Math.ceil(width / STRIP_COLUMNS) * matrices;
    const { address } = out;
    if (count * width * matrices > sharedFrom) {
      const args = [code, at, step * 4, count, rowStep * 4, width, address];
      runParts(engine, "reduceColumns", args, strips, count * STRIP_COLUMNS, sharedFrom);
    } else wasm.reduceColumns(code, at, step * 4, count, rowStep * 4, width, address, 0, strips);
  }

  /** False for layouts that no kernel reads. */
  function bySegments(code: number, x: View, segments: readonly Segment[] | null, out: WasmBuffer): boolean {
    if (segments === null || segments.length > 3 || segments.at(-1)?.step !== 1) return false;
    const at = addressOf(x);
    const [first, second, third] = segments;
    if (third !== undefined) {
      if (first.isReduced) rows(code, at, second.step, second.size, first.size, first.step, third.size, out);
      else columns(code, at, first.step, second.size, second.step, third.size, first.size, out);
    } else if (second === undefined) {
      if (first.isReduced) rows(code, at, 0, 1, 1, 0, first.size, out);
      else columns(code, at, 0, 1, 0, first.size, 1, out);
    } else if (first.isReduced) columns(code, at, 0, first.size, first.step, second.size, 1, out);
    else rows(code, at, first.step, first.size, 1, 0, second.size, out);
    return true;
  }

  function argReduce(op: ArgReduceOp, x: View, dim: number): DeviceBuffer {
    if (x.dtype !== "float32") return reference.argReduce(op, x, dim);
    const n = x.shape[dim];
    const total = numel(x.shape);
    const out = heap.allocate(n === 0 ? 0 : total / n, "int32");
    const copy = dim === x.shape.length - 1 && isRowMajor(x) ? null : copier.rowMajor(keptFirst(x, [dim]));
    const args = [Number(op === "argmin"), copy?.address ?? addressOf(x), n * 4, n, out.address];
    runParts(engine, "argRows", args, out.length, n, sharedFrom);
    if (copy !== null) heap.release(copy);
    return out;
  }

  return { reduce, argReduce };
}

/** True if sorted dims are the last ones, or all. */
function isTail(dims: readonly number[], ndim: number): boolean {
  return dims.length === 0 || dims[0] === ndim - dims.length;
}

function isHead(dims: readonly number[]): boolean {
  return dims[dims.length - 1] === dims.length - 1;
}

/** The same elements with the reduced dimensions last. */
function keptFirst(x: View, dims: readonly number[]): View {
  const kept = [...x.shape.keys()].filter((d) => !dims.includes(d));
  return permuted(x, kept.concat(dims));
}

/** The dimensions in the order in which they lie in memory, merged; null where that does not give the output's order. */
function segmentsOf({ shape, strides }: View, dims: readonly number[]): Segment[] | null {
  const order = [...shape.keys()].filter((d) => shape[d] !== 1).sort((a, b) => strides[b] - strides[a] || a - b);
  const segments: Segment[] = [];
  let lastKept = -1;
  for (const d of order) {
    const isReduced = dims.includes(d);
    if (strides[d] === 0 || (!isReduced && d < lastKept)) return null;
    if (!isReduced) lastKept = d;
    const size = shape[d];
    const step = strides[d];
    const last = segments.at(-1);
    if (last !== undefined && last.isReduced === isReduced && last.step === step * size) {
      segments[segments.length - 1] = { isReduced, size: last.size * size, step };
    } else segments.push({ isReduced, size, step });
  }
  if (segments.length === 0) segments.push({ isReduced: true, size: 1, step: 1 });
  return hasTurns(segments) ? segments : null;
}

/** True if reduced and kept segments take turns, as the kernels expect. */
function hasTurns(segments: readonly Segment[]): boolean {
  return segments.every(({ isReduced }, i) => i === 0 || isReduced !== segments[i - 1].isReduced);
}
