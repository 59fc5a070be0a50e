import { IndexError, ShapeError } from "./errors.js";

/** The sizes of a tensor's dimensions, outermost first; `[]` is a scalar. */
export type Shape = readonly number[];

/** The number of elements of a shape. */
export function numel(shape: Shape): number {
  let count = 1;
  for (const size of shape) count *= size;
  return count;
}

/** A shape as error messages write it: `[2, 3]`. */
export function formatShape(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

/** Row-major strides, in elements. */
export function contiguousStrides(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let d = shape.length - 1; d >= 0; d--) {
    strides[d] = step;
    step *= shape[d];
  }
  return strides;
}

/** Whether the elements lie in row-major order without gaps; dimensions of size 1 may have any stride. */
export function isContiguous(shape: Shape, strides: readonly number[]): boolean {
  let step = 1;
  for (let d = shape.length - 1; d >= 0; d--) {
    if (shape[d] === 0) return true;
    if (shape[d] !== 1 && strides[d] !== step) return false;
    step *= shape[d];
  }
  return true;
}

/** Whether two shapes are the same. */
export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let d = 0; d < a.length; d++) if (a[d] !== b[d]) return false;
  return true;
}

/**
 * The shape that both operands broadcast to: aligned at the last dimension, size 1 stretches.
 * @throws {ShapeError} with PyTorch's words when two sizes differ and neither is 1.
 */
export function broadcastShapes(op: string, a: Shape, b: Shape): Shape {
  if (b.length === 0 || sameShape(a, b)) return a;
  if (a.length === 0) return b;
  const length = Math.max(a.length, b.length);
  const result = new Array<number>(length);
  for (let d = length - 1; d >= 0; d--) {
    const sizeA = a[d - length + a.length] ?? 1;
    const sizeB = b[d - length + b.length] ?? 1;
    if (sizeA !== sizeB && sizeA !== 1 && sizeB !== 1) {
      throw new ShapeError(
        `${op}: The size of tensor a (${sizeA}) must match the size of tensor b (${sizeB}) at non-singleton ` +
          `dimension ${d}; shapes ${formatShape(a)} and ${formatShape(b)} do not broadcast`,
      );
    }
    result[d] = sizeA === 1 ? sizeB : sizeA;
  }
  return result;
}

/**
 * Turns a dimension that may count from the end into one that counts from the front.
 * @throws {IndexError} unless `-rank <= dim < rank`; a 0-d tensor takes 0 and -1, as in PyTorch.
 */
export function normalizeDim(op: string, dim: number, rank: number): number {
  const range = Math.max(rank, 1);
  if (!Number.isInteger(dim) || dim < -range || dim >= range) {
    throw new IndexError(
      `${op}: Dimension out of range (expected to be in range of [${-range}, ${range - 1}], but got ${dim})`,
    );
  }
  return dim < 0 ? dim + range : dim;
}

/** {@link normalizeDim} over a list, sorted; nothing given means every dimension. A repeated one throws. */
export function normalizeDims(op: string, dims: number | readonly number[] | null | undefined, rank: number): number[] {
  if (dims === undefined || dims === null || (Array.isArray(dims) && dims.length === 0)) {
    return Array.from({ length: rank }, (_, d) => d);
  }
  if (typeof dims === "number") {
    const dim = normalizeDim(op, dims, rank);
    return rank === 0 ? [] : [dim];
  }
  const list = dims.map((dim) => normalizeDim(op, dim, rank));
  list.sort((a, b) => a - b);
  for (let i = 1; i < list.length; i++) {
    if (list[i] === list[i - 1]) throw new ShapeError(`${op}: dim ${list[i]} appears twice in the list of dims`);
  }
  return rank === 0 ? [] : list;
}

/** The most dimensions of a tensor that is made, as in PyTorch. */
export const mostDims = 128;

/** Throws a ShapeError unless every size is a whole number >= 0, and there are not too many. */
export function checkSizes(op: string, shape: Shape): void {
  if (shape.length > mostDims) throw new ShapeError(`${op}: too many dimensions: ${shape.length}, at most ${mostDims}`);
  for (const size of shape) {
    if (!Number.isInteger(size) || size < 0) {
      throw new ShapeError(`${op}: sizes must be whole numbers >= 0, got ${formatShape(shape)}`);
    }
  }
}

/** A reduction's output shape: the reduced dims become 1 (`keepDim`) or go. `dims` is sorted. */
export function reducedShape(shape: Shape, dims: readonly number[], keepDim: boolean): number[] {
  const result: number[] = [];
  for (let d = 0; d < shape.length; d++) {
    if (!dims.includes(d)) result.push(shape[d]);
    else if (keepDim) result.push(1);
  }
  return result;
}

/** The shape with the reduced dimensions kept as size 1: it broadcasts against the input. */
export function keptShape(shape: Shape, dims: readonly number[]): number[] {
  return shape.map((size, d) => (dims.includes(d) ? 1 : size));
}

/** How many elements go into each result. */
export function reducedCount(shape: Shape, dims: readonly number[]): number {
  return dims.reduce((count, d) => count * shape[d], 1);
}

/** Sizes given as separate numbers or as one list: `f(2, 3)` and `f([2, 3])` are the same. */
export type Sizes = number[] | [sizes: readonly number[]];
