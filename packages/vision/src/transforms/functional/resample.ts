import type { TypedArray } from "@lumbre/tensor";

/** How a pixel of a resized image is made of those around its point. */
export type Interpolation = "nearest" | "bilinear" | "bicubic";

/** For each index of a resized dimension the indices that it is made of, `count` for each, and their weights. */
interface Taps {
  readonly size: number;
  readonly count: number;
  readonly indices: Int32Array;
  readonly weights: Float64Array;
}

const absLinear = (x: number): number => Math.max(1 - Math.abs(x), 0);

/** Keys' cubic convolution. */
function cubic(x: number, a: number): number {
  const t = Math.abs(x);
  if (t < 1) return ((a + 2) * t - (a + 3)) * t * t + 1;
  return t < 2 ? ((t - 5) * t + 8) * t * a - 4 * a : 0;
}

/** The taps of a dimension, as PyTorch's `interpolate` has them. */
export function tapsOf(from: number, to: number, interpolation: Interpolation, antialias: boolean): Taps {
  const scale = Math.fround(from / to);
  if (interpolation === "nearest") {
    return makeTaps(
      to,
      1,
      (i) => [Math.min(Math.floor(Math.fround(i * scale)), from - 1)],
      () => [1],
    );
  }
  if (antialias) return antialiasedTaps(from, to, interpolation);
  const clamp = (i: number): number => Math.min(Math.max(i, 0), from - 1);
  if (interpolation === "bilinear") {
    const point = (i: number): number => Math.max(scale * (i + 0.5) - 0.5, 0);
    const first = (i: number): number => Math.min(Math.floor(point(i)), from - 1);
    return makeTaps(
      to,
      2,
      (i) => [first(i), clamp(first(i) + 1)],
      (i) => [1 - (point(i) - first(i)), point(i) - first(i)],
    );
  }
  const point = (i: number): number => scale * (i + 0.5) - 0.5;
  const around = (i: number): number[] => [-1, 0, 1, 2].map((step) => Math.floor(point(i)) + step);
  return makeTaps(
    to,
    4,
    (i) => around(i).map(clamp),
    (i) => around(i).map((at) => cubic(at - point(i), -0.75)),
  );
}

/** Taps that are as many as pixels fall into one, so that what is made smaller shows no false patterns. */
function antialiasedTaps(from: number, to: number, interpolation: "bilinear" | "bicubic"): Taps {
  const scale = from / to;
  const stretch = Math.max(scale, 1);
  const support = (interpolation === "bilinear" ? 1 : 2) * stretch;
  const count = Math.ceil(support) * 2 + 1;
  const center = (i: number): number => scale * (i + 0.5);
  const first = (i: number): number => Math.max(Math.trunc(center(i) - support + 0.5), 0);
  const last = (i: number): number => Math.min(Math.trunc(center(i) + support + 0.5), from);
  const all = Array.from({ length: count }, (_, j) => j);
  const weight = (at: number, i: number): number => {
    const x = (at - center(i) + 0.5) / stretch;
    return interpolation === "bilinear" ? absLinear(x) : cubic(x, -0.5);
  };
  return makeTaps(
    to,
    count,
    (i) => all.map((j) => Math.min(first(i) + j, last(i) - 1)),
    (i) => {
      const raw = all.map((j) => (first(i) + j < last(i) ? weight(first(i) + j, i) : 0));
      const sum = raw.reduce((total, value) => total + value, 0);
      return raw.map((value) => value / sum);
    },
  );
}

function makeTaps(
  size: number,
  count: number,
  indices: (i: number) => readonly number[],
  weights: (i: number) => readonly number[],
): Taps {
  const taps = { size, count, indices: new Int32Array(size * count), weights: new Float64Array(size * count) };
  for (let i = 0; i < size; i++) {
    taps.indices.set(indices(i), i * count);
    taps.weights.set(weights(i), i * count);
  }
  return taps;
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
