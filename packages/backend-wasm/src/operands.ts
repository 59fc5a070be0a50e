import { contiguousStrides, numel, type Shape, type View } from "@lumbre/tensor";
import type { WasmBuffer } from "./heap.js";

/** Whether a view is float32, the dtype that has kernels here. */
export function isFloat32(value: View | number): boolean {
  return typeof value === "number" || value.dtype === "float32";
}

/** Where a view's first element lies, in bytes. Only for float32. */
export function addressOf(view: View): number {
  return (view.buffer as WasmBuffer).address + view.offset * 4;
}

/** Whether the elements lie in row-major order without gaps. */
export function isRowMajor({ shape, strides }: View): boolean {
  const expected = contiguousStrides(shape);
  return shape.every((size, d) => size === 1 || strides[d] === expected[d]);
}

/** The part of an operand that one run works on: bytes from run to run, and bytes (4 or 0) inside of one. */
export interface RunOperand {
  readonly start: number;
  readonly outer: number;
  readonly step: number;
}

/** Several operands as `runs` runs of `length` elements, the outer loop having one step per operand. */
export interface RunPlan {
  readonly runs: number;
  readonly length: number;
  readonly operands: readonly RunOperand[];
}

/**
 * Elementwise work as runs, for operands that are row-major, scalars, or broadcast along leading or trailing
 * dimensions; null for other layouts. `bytes` is the size of an element of each operand.
 */
export function planRuns(shape: Shape, views: readonly View[], bytes: readonly number[]): RunPlan | null {
  const total = numel(shape);
  let split = shape.length;
  // The longest tail of dimensions over which every operand is either row-major or stands still.
  for (; split > 0; split--) if (!views.every((view) => tailStep(view, split - 1) >= 0)) break;
  const head = shape.slice(0, split);
  const runs = numel(head);
  const operands: RunOperand[] = [];
  for (const [i, view] of views.entries()) {
    const outer = headStep(view, head);
    if (outer < 0) return null;
    const start = (view.buffer as WasmBuffer).address + view.offset * bytes[i];
    operands.push({ start, outer: outer * bytes[i], step: tailStep(view, split) * bytes[i] });
  }
  return { runs, length: runs === 0 ? 0 : total / runs, operands };
}

/** 1 when the dimensions from `from` on are row-major without gaps, 0 when none of them moves, else -1. */
function tailStep({ shape, strides }: View, from: number): number {
  let expected = 1;
  let isDense = true;
  let isStill = true;
  for (let d = shape.length - 1; d >= from; d--) {
    if (shape[d] === 1) continue;
    if (strides[d] !== expected) isDense = false;
    if (strides[d] !== 0) isStill = false;
    expected *= shape[d];
  }
  return isDense ? 1 : isStill ? 0 : -1;
}

/** The step from one run to the next where one step serves all of them, else -1. */
function headStep({ strides }: View, head: Shape): number {
  let step = -1;
  let expected = -1;
  for (let d = head.length - 1; d >= 0; d--) {
    if (head[d] === 1) continue;
    if (step < 0) step = strides[d];
    else if (strides[d] !== expected) return -1;
    expected = strides[d] * head[d];
  }
  return Math.max(step, 0);
}
