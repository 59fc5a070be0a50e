import { nearestIndices, tapsOf } from "@lumbre/nn/engine";
import type { Tensor, TypedArray } from "@lumbre/tensor";

/** How a pixel of a resized image is made of those around its point. */
export type Interpolation = "nearest" | "bilinear" | "bicubic";

/** For each index of a resized dimension the indices that it is made of, `count` for each, and their weights. */
interface Taps {
  readonly size: number;
  readonly count: number;
  readonly indices: Int32Array;
  readonly weights: Float64Array;
}

const filters = { nearest: "nearest", bilinear: "linear", bicubic: "cubic" } as const;

/** The taps of a dimension, as `interpolate` has them. */
export function tapsFor(x: Tensor, from: number, to: number, interpolation: Interpolation, antialias: boolean): Taps {
  const round = x.dtype === "float64" ? (value: number) => value : Math.fround;
  const filter = filters[interpolation];
  const resizing = { from, to, filter, alignCorners: false, antialias, factor: null, round };
  if (filter === "nearest") {
    return { size: to, count: 1, indices: nearestIndices(resizing), weights: new Float64Array(to).fill(1) };
  }
  const taps = tapsOf(resizing);
  const count = taps.length;
  const [indices, weights] = [new Int32Array(to * count), new Float64Array(to * count)];
  for (const [j, tap] of taps.entries()) {
    for (let i = 0; i < to; i++) {
      indices[i * count + j] = tap.indices[i];
      weights[i * count + j] = tap.weights[i];
    }
  }
  return { size: to, count, indices, weights };
}

/** Resizes planes of height x width, first along the rows and then along the columns. */
export function resample(
  input: TypedArray,
  output: TypedArray,
  height: number,
  width: number,
  rows: Taps,
  columns: Taps,
  finish: (value: number) => number,
): void {
  const planes = input.length / (height * width);
  const middle = new Float64Array(height * columns.size);
  for (let plane = 0; plane < planes; plane++) {
    resampleRows(input, plane * height * width, middle, height, width, columns);
    resampleColumns(middle, output, plane * rows.size * columns.size, columns.size, rows, finish);
  }
}

function resampleRows(
  input: TypedArray,
  start: number,
  middle: Float64Array,
  height: number,
  width: number,
  { size, count, indices, weights }: Taps,
): void {
  for (let y = 0, at = 0; y < height; y++) {
    const row = start + y * width;
    for (let x = 0, tap = 0; x < size; x++, at++) {
      let sum = 0;
      for (let j = 0; j < count; j++, tap++) sum += weights[tap] * input[row + indices[tap]];
      middle[at] = sum;
    }
  }
}

function resampleColumns(
  middle: Float64Array,
  output: TypedArray,
  start: number,
  width: number,
  { size, count, indices, weights }: Taps,
  finish: (value: number) => number,
): void {
  for (let y = 0, at = start; y < size; y++) {
    for (let x = 0; x < width; x++, at++) {
      let sum = 0;
      for (let j = 0, tap = y * count; j < count; j++, tap++) sum += weights[tap] * middle[indices[tap] * width + x];
      output[at] = finish(sum);
    }
  }
}
