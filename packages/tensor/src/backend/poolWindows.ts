import type { AvgPoolGeometry, PoolGeometry } from "./contract.js";

/** The windows along one axis: element `start, start + step, ... < end` of the input for each output position. */
export interface PoolAxis {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** How many elements each window has, those in the padding included. */
  readonly extents: readonly number[];
  readonly step: number;
}

function adaptiveAxis(inSize: number, outSize: number): PoolAxis {
  const positions = Array.from({ length: outSize }, (_, o) => o);
  const starts = positions.map((o) => Math.floor((o * inSize) / outSize));
  const ends = positions.map((o) => Math.ceil(((o + 1) * inSize) / outSize));
  return { starts, ends, extents: positions.map((o) => ends[o] - starts[o]), step: 1 };
}

function slidingAxis(
  inSize: number,
  outSize: number,
  kernel: number,
  stride: number,
  padding: number,
  dilation: number,
): PoolAxis {
  const firsts = Array.from({ length: outSize }, (_, o) => o * stride - padding);
  const reach = (kernel - 1) * dilation + 1;
  return {
    starts: firsts.map((first) => (first < 0 ? first + Math.ceil(-first / dilation) * dilation : first)),
    ends: firsts.map((first) => Math.min(first + reach, inSize)),
    // What ceil mode adds beyond the padding is not counted.
    extents: firsts.map((first) => Math.min(first + kernel, inSize + padding) - first),
    step: dilation,
  };
}

/** The windows' rows. */
export function rowAxis(g: PoolGeometry): PoolAxis {
  if (g.adaptive) return adaptiveAxis(g.inHeight, g.outHeight);
  return slidingAxis(g.inHeight, g.outHeight, g.kernelHeight, g.strideHeight, g.paddingTop, g.dilationHeight);
}

/** The windows' columns. */
export function columnAxis(g: PoolGeometry): PoolAxis {
  if (g.adaptive) return adaptiveAxis(g.inWidth, g.outWidth);
  return slidingAxis(g.inWidth, g.outWidth, g.kernelWidth, g.strideWidth, g.paddingLeft, g.dilationWidth);
}

/** What the sum over the window at `[oy, ox]` is divided by. */
export function poolDivisor(
  rows: PoolAxis,
  columns: PoolAxis,
  oy: number,
  ox: number,
  geometry: AvgPoolGeometry,
): number {
  if (geometry.divisorOverride !== 0) return geometry.divisorOverride;
  if (geometry.countIncludePad) return rows.extents[oy] * columns.extents[ox];
  return (rows.ends[oy] - rows.starts[oy]) * (columns.ends[ox] - columns.starts[ox]);
}
