import { type DeviceBuffer, type DType, type Kernels, numel, type View } from "@lumbre/tensor/backend";
import type { Engine } from "../engine/engine.js";
import { Grid, type GridOperand } from "../engine/grid.js";
import { addressOf } from "../engine/operands.js";
import { ScatterOp } from "../generated/constants.js";

/** The minimum number of elements for sharing the work between threads. */
const sharedFrom = 2 ** 16;
const grain = 2 ** 16;
/** The minimum number of columns for each thread that shares rows: a few cache lines. */
const fewestColumns = 64;

type Indexing = Pick<Kernels, "gather" | "scatterAdd" | "scatter">;

/** Reading and writing by int32 indices, for float32 and int32. */
export function indexingKernels({ heap, wasm, team, reference }: Engine): Indexing {
  const single = new Grid(1);
  const pair = new Grid(2);
  const triple = new Grid(3);

  /** True if kernels here read the index, and all of it lies in [0, size). The reference says what is wrong with others. */
  function isUsable(dtype: DType, index: View, size: number): boolean {
    if ((dtype !== "float32" && dtype !== "int32") || index.dtype !== "int32") return false;
    // A stretched dimension shows the same indices again.
    const shape = index.shape.map((length, d) => (index.strides[d] === 0 ? Math.min(length, 1) : length));
    single.plan(shape, [index.strides]);
    let isInside = true;
    single.forEach(([start]) => {
      const layout = layoutOf(single.operands[0], addressOf(index) + start * 4);
      const { length, size1, size2, runs } = single;
      if (wasm.hasOutside(length, size1, size2, ...layout, size, runs)) isInside = false;
    });
    return isInside;
  }

  function gather(x: View, dim: number, index: View): DeviceBuffer {
    if (!isUsable(x.dtype, index, x.shape[dim])) return reference.gather(x, dim, index);
    const { shape } = index;
    const out = heap.allocate(numel(shape), x.dtype);
    pair.plan(shape, [withoutDim(x.strides, dim), index.strides]);
    let target = out.address;
    pair.forEach(([from, at]) => {
      const { length, size1, size2, runs, operands } = pair;
      const args = [length, size1, size2];
      args.push(...layoutOf(operands[0], addressOf(x) + from * 4), ...layoutOf(operands[1], addressOf(index) + at * 4));
      args.push(target, x.strides[dim] * 4);
      if (runs * length > sharedFrom) team.run("gatherRuns", args, runs, Math.max(1, Math.floor(grain / length)));
      else (wasm.gatherRuns as (...args: number[]) => void)(...args, 0, runs);
      target += runs * length * 4;
    });
    return out;
  }

  /** Runs one after the other, for indices may repeat. Only elements of whole rows can be shared. */
  function put(op: number, target: View, dim: number, index: View, source: View): void {
    triple.plan(index.shape, [withoutDim(target.strides, dim), index.strides, source.strides]);
    triple.forEach(([to, at, from]) => {
      const { length, size1, size2, runs, operands } = triple;
      const args = [op, runs, size1, size2];
      args.push(...layoutOf(operands[0], addressOf(target) + to * 4));
      args.push(...layoutOf(operands[1], addressOf(index) + at * 4));
      args.push(...layoutOf(operands[2], addressOf(source) + from * 4), target.strides[dim] * 4);
      const isShared = operands[1].step === 0 && operands[0].step !== 0 && runs * length > sharedFrom;
      if (isShared) team.run("scatterRuns", args, length, Math.max(fewestColumns, Math.floor(grain / runs)));
      else (wasm.scatterRuns as (...args: number[]) => void)(...args, 0, length);
    });
  }

  function scatterAdd(target: View, dim: number, index: View, source: View): void {
    // The reference sees to it that sums of whole numbers fit.
    const isOwn = target.dtype === "float32" && isUsable(target.dtype, index, target.shape[dim]);
    if (isOwn) put(ScatterOp.addFloat, target, dim, index, source);
    else reference.scatterAdd(target, dim, index, source);
  }

  function scatter(target: View, dim: number, index: View, source: View): void {
    if (!isUsable(target.dtype, index, target.shape[dim])) reference.scatter(target, dim, index, source);
    else put(ScatterOp.replace, target, dim, index, source);
  }

  return { gather, scatterAdd, scatter };
}

type Layout = [start: number, step0: number, step1: number, step2: number, step: number];

/** Where a grid's operand begins, and its steps in bytes. */
function layoutOf({ step0, step1, step2, step }: GridOperand, address: number): Layout {
  return [address, step0 * 4, step1 * 4, step2 * 4, step * 4];
}

/** Strides with no step along `dim`, where the index takes over. */
function withoutDim(strides: readonly number[], dim: number): number[] {
  return strides.map((stride, d) => (d === dim ? 0 : stride));
}
