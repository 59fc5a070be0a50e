/** How an element of a resized dimension is made of those around its point. */
export type Filter = "nearest" | "nearest-exact" | "linear" | "cubic" | "area";

/** A dimension that is resized. */
export interface Resizing {
  readonly from: number;
  readonly to: number;
  readonly filter: Filter;
  /** The first and the last elements stay where they are. */
  readonly alignCorners: boolean;
  readonly antialias: boolean;
  /** The factor that the caller gave; null: to / from. */
  readonly factor: number | null;
  /** Rounds to the dtype that PyTorch computes the distance of points in. */
  readonly round: (value: number) => number;
}

/** The distance of the points of neighbouring elements, in elements of the input. */
function stepOf({ from, to, alignCorners, factor, round }: Resizing): number {
  if (alignCorners) return to > 1 ? round((from - 1) / (to - 1)) : 0;
  return round(factor === null ? from / to : 1 / factor);
}

/** For each element of a resized dimension the index of the nearest one, as PyTorch rounds it in float32. */
export function nearestIndices(resizing: Resizing): Int32Array {
  const { from, to, filter } = resizing;
  const step = stepOf({ ...resizing, round: Math.fround });
  // As in PyTorch, a factor that leaves a size as it is, or doubles it after rounding, counts as 1 or 2.
  if (filter === "nearest" && (to === from || to === 2 * from)) {
    return Int32Array.from({ length: to }, (_, i) => (to === from ? i : i >> 1));
  }
  const shift = filter === "nearest" ? 0 : 0.5;
  return Int32Array.from({ length: to }, (_, i) => Math.min(Math.floor(Math.fround((i + shift) * step)), from - 1));
}

/** Keys' cubic convolution. */
function cubic(x: number, a: number): number {
  const t = Math.abs(x);
  if (t < 1) return ((a + 2) * t - (a + 3)) * t * t + 1;
  return t < 2 ? ((t - 5) * t + 8) * t * a - 4 * a : 0;
}

/** One of the elements that each output is a weighted sum of. */
export interface Tap {
  /** Its index, for each output. */
  readonly indices: Int32Array;
  readonly weights: Float64Array;
}

/**
 * The elements that the outputs of a resized dimension are sums of. An output sees no other ones, as it would in a product
 * with a matrix, where a NaN far away times a weight of 0 is NaN. Outputs of fewer elements repeat one with the weight 0.
 */
export function tapsOf(resizing: Resizing): Tap[] {
  const { to, filter, antialias } = resizing;
  const taps: Tap[] = [];
  const step = stepOf(resizing);
  for (let i = 0; i < to; i++) {
    let count = 0;
    const add: Add = (index, weight) => {
      if (count === taps.length) taps.push({ indices: new Int32Array(to).fill(-1), weights: new Float64Array(to) });
      taps[count].indices[i] = Math.min(Math.max(index, 0), resizing.from - 1);
      taps[count++].weights[i] = weight;
    };
    if (antialias) addAntialiased(resizing, step, i, add);
    else if (filter === "cubic") addCubic(resizing, step, i, add);
    else addLinear(resizing, step, i, add);
  }
  for (const { indices } of taps.slice(1)) {
    for (let i = 0; i < to; i++) if (indices[i] < 0) indices[i] = taps[0].indices[i];
  }
  return taps;
}

type Add = (index: number, weight: number) => void;

/** The point of output i among the elements of the input. */
function pointOf({ alignCorners }: Resizing, step: number, i: number): number {
  return alignCorners ? step * i : step * (i + 0.5) - 0.5;
}

function addLinear(resizing: Resizing, step: number, i: number, add: Add): void {
  const { from, to } = resizing;
  const point = from === to ? i : Math.max(pointOf(resizing, step, i), 0);
  const first = Math.min(Math.floor(point), from - 1);
  const share = Math.min(point - first, 1);
  add(first, 1 - share);
  add(first + 1, share);
}

function addCubic(resizing: Resizing, step: number, i: number, add: Add): void {
  const point = pointOf(resizing, step, i);
  const first = Math.floor(point);
  const share = point - first;
  for (let tap = -1; tap <= 2; tap++) add(first + tap, cubic(tap - share, -0.75));
}

/** As many elements as fall into one, so that what is made smaller shows no false patterns. */
function addAntialiased({ from, filter }: Resizing, step: number, i: number, add: Add): void {
  const stretch = Math.max(step, 1);
  const support = (filter === "linear" ? 1 : 2) * stretch;
  const center = step * (i + 0.5);
  const first = Math.max(Math.trunc(center - support + 0.5), 0);
  const end = Math.min(Math.trunc(center + support + 0.5), from);
  const weight = (index: number): number => {
    const distance = (index - center + 0.5) / stretch;
    return filter === "linear" ? Math.max(1 - Math.abs(distance), 0) : cubic(distance, -0.5);
  };
  let sum = 0;
  for (let index = first; index < end; index++) sum += weight(index);
  for (let index = first; index < end; index++) add(index, weight(index) / sum);
}
