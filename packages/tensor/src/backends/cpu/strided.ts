import type { View } from "../../backend/contract.js";
import { allocateArray, type DType, type TypedArray } from "../../dtype.js";
import { contiguousStrides, isContiguous, numel, type Shape } from "../../shape.js";

/** A view whose memory is at hand. On this backend a buffer is a typed array. */
export function arrayOf(view: View): TypedArray {
  return view.buffer as TypedArray;
}

/**
 * Several operands of one shape, with neighbouring dimensions merged where every operand allows it. What is left
 * is an outer loop over `outer` runs and an inner run of `length` elements with one step per operand.
 */
export interface Runs {
  /** Sizes of the outer loop's dimensions, outermost first. */
  readonly outer: readonly number[];
  /** Per operand: the steps of the outer loop. */
  readonly outerStrides: readonly (readonly number[])[];
  /** Elements in an inner run. */
  readonly length: number;
  /** Per operand: the step inside a run. */
  readonly steps: readonly number[];
  /** Per operand: where the first run starts. */
  readonly offsets: readonly number[];
}

/** What {@link mergeDims} looks at: a view's layout. */
export interface Strided {
  readonly strides: readonly number[];
  readonly offset: number;
}

/** Row-major and from the start: how every kernel's output lies. */
export function rowMajor(shape: readonly number[]): Strided {
  return { strides: contiguousStrides(shape), offset: 0 };
}

/** An operand of an elementwise kernel. */
export interface ElementwiseOperand extends Strided {
  readonly array: TypedArray;
  /** From one element to the next in row-major order, where one step serves the whole operand; else -1. */
  readonly step: number;
}

/** A view as an operand; a number becomes one element of the other operand's dtype, which serves for all. */
export function operand(value: View | number, dtype: DType, shape: Shape): ElementwiseOperand {
  if (typeof value === "number") {
    const array = allocateArray(dtype, 1);
    array[0] = value;
    return { array, strides: shape.map(() => 0), offset: 0, step: 0 };
  }
  const step = isContiguous(value.shape, value.strides) ? 1 : -1;
  return { array: arrayOf(value), strides: value.strides, offset: value.offset, step };
}

/** Merges the dimensions of operands of one shape into as few and as long runs as possible. */
export function mergeDims(shape: readonly number[], operands: readonly Strided[]): Runs {
  const sizes: number[] = [];
  const strides: number[][] = operands.map(() => []);
  for (let d = 0; d < shape.length; d++) {
    if (shape[d] === 1) continue;
    const last = sizes.length - 1;
    const mergeable = last >= 0 && operands.every((operand, i) => strides[i][last] === operand.strides[d] * shape[d]);
    if (mergeable) {
      sizes[last] *= shape[d];
      for (const [i, operand] of operands.entries()) strides[i][last] = operand.strides[d];
    } else {
      sizes.push(shape[d]);
      for (const [i, operand] of operands.entries()) strides[i].push(operand.strides[d]);
    }
  }
  const inner = sizes.length - 1;
  return {
    outer: sizes.slice(0, -1),
    outerStrides: strides.map((list) => list.slice(0, -1)),
    length: inner < 0 ? Math.min(numel(shape), 1) : sizes[inner],
    steps: strides.map((list) => (inner < 0 ? 1 : list[inner])),
    offsets: operands.map((operand) => operand.offset),
  };
}

/** Calls `run` once per inner run; `positions[i]` is where the run starts in operand i. The array is reused. */
export function forEachRun(runs: Runs, run: (positions: readonly number[]) => void): void {
  const { outer, outerStrides, offsets } = runs;
  const positions = [...offsets];
  if (runs.length === 0 || outer.includes(0)) return;
  const index = new Array<number>(outer.length).fill(0);
  for (;;) {
    run(positions);
    let d = outer.length - 1;
    for (; d >= 0; d--) {
      index[d]++;
      for (let i = 0; i < positions.length; i++) positions[i] += outerStrides[i][d];
      if (index[d] < outer[d]) break;
      for (let i = 0; i < positions.length; i++) positions[i] -= outerStrides[i][d] * outer[d];
      index[d] = 0;
    }
    if (d < 0) return;
  }
}

/**
 * Like {@link forEachRun}, but hands over the innermost two loops together: `rows` runs, which lie `rowSteps[i]` apart
 * in operand i. For kernels that loop over a whole plane themselves.
 */
export function forEachPlane(
  runs: Runs,
  plane: (positions: readonly number[], rows: number, rowSteps: readonly number[]) => void,
): void {
  const { outer, outerStrides, length } = runs;
  const last = outer.length - 1;
  if (last < 0) {
    if (length > 0) plane(runs.offsets, 1, runs.steps);
    return;
  }
  const rowSteps = outerStrides.map((list) => list[last]);
  if (outer[last] === 0) return;
  const planes = { ...runs, outer: outer.slice(0, -1), outerStrides: outerStrides.map((list) => list.slice(0, -1)) };
  forEachRun(planes, (positions) => plane(positions, outer[last], rowSteps));
}
