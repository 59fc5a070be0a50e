// The one-dimensional transforms of Winograd's F(4, 3) and F(2, 3) (Lavin, Gray: arXiv 1509.09308). A tile's transform is
// one along its columns and then one along its rows.
//
// The points are 0, A, -A, B, -B and infinity with A = 3/4 and B = 3/2: they halve the rounding of the usual 1 and 2,
// and all constants of the tiles' transforms are exact in float32. Where a side leaves 1 or 2 results after its tiles of
// 4, the last tile is an F(2, 3) on the points 0, A, -A and infinity, with the same transformed filter.
//
// A vector holds one pixel of four planes: of four images, or for the gradient of the weights of four channels. Only
// reading the planes and writing the result needs shuffles.

import { madd } from "../../matmul/gemm";

const A: f32 = 0.75;
const B: f32 = 1.5;
const A2: f32 = A * A;
const B2: f32 = B * B;
const A3: f32 = A * A * A;
const B3: f32 = B * B * B;
/** What the filter's transform divides by, so that the tiles' constants stay exact: the products of the points' distances. */
const SCALE_0: f32 = 1.0 / (A2 * B2);
const SCALE_A: f32 = 1.0 / (2 * A2 * (A2 - B2));
const SCALE_B: f32 = 1.0 / (2 * B2 * (B2 - A2));

@inline
function times(x: v128, factor: f32): v128 {
  return f32x4.mul(x, f32x4.splat(factor));
}

@inline
function plus(x: v128, y: v128): v128 {
  return f32x4.add(x, y);
}

@inline
function minus(x: v128, y: v128): v128 {
  return f32x4.sub(x, y);
}

/** `sum + x * factor`. */
@inline
function plusTimes(sum: v128, x: v128, factor: f32): v128 {
  return madd(x, f32x4.splat(factor), sum);
}

/** `sum - x * factor`. */
@inline
function minusTimes(sum: v128, x: v128, factor: f32): v128 {
  return f32x4.relaxed_nmadd(x, f32x4.splat(factor), sum);
}

/** 6 pixels in a line to 6 points. */
@inline
export function inputLine4(from: usize, step: usize, to: usize, pointBytes: usize): void {
  const d0 = v128.load(from);
  const d1 = v128.load(from + step);
  const d2 = v128.load(from + 2 * step);
  const d3 = v128.load(from + 3 * step);
  const d4 = v128.load(from + 4 * step);
  const d5 = v128.load(from + 5 * step);
  v128.store(to, plusTimes(minusTimes(d4, d2, A2 + B2), d0, A2 * B2));
  const evenA = minusTimes(d4, d2, B2);
  const oddA = minusTimes(d3, d1, B2);
  v128.store(to + pointBytes, plusTimes(evenA, oddA, A));
  v128.store(to + 2 * pointBytes, minusTimes(evenA, oddA, A));
  const evenB = minusTimes(d4, d2, A2);
  const oddB = minusTimes(d3, d1, A2);
  v128.store(to + 3 * pointBytes, plusTimes(evenB, oddB, B));
  v128.store(to + 4 * pointBytes, minusTimes(evenB, oddB, B));
  v128.store(to + 5 * pointBytes, plusTimes(minusTimes(d5, d3, A2 + B2), d1, A2 * B2));
}

/** 4 pixels in a line to the points 0, A, -A and infinity, scaled for the filter's transform of F(4, 3). */
@inline
export function inputLine2(from: usize, step: usize, to: usize, pointBytes: usize): void {
  const d0 = v128.load(from);
  const d1 = v128.load(from + step);
  const d2 = v128.load(from + 2 * step);
  const d3 = v128.load(from + 3 * step);
  v128.store(to, minusTimes(times(d0, A2 * B2), d2, B2));
  const even = times(d2, A2 - B2);
  v128.store(to + pointBytes, plusTimes(even, d1, A * (A2 - B2)));
  v128.store(to + 2 * pointBytes, minusTimes(even, d1, A * (A2 - B2)));
  v128.store(to + 5 * pointBytes, minusTimes(d3, d1, A2));
}

/** 6 points to 4 results in a line. */
@inline
export function outputLine4(from: usize, pointBytes: usize, to: usize, step: usize): void {
  const m1 = v128.load(from + pointBytes);
  const m2 = v128.load(from + 2 * pointBytes);
  const m3 = v128.load(from + 3 * pointBytes);
  const m4 = v128.load(from + 4 * pointBytes);
  const evenA = plus(m1, m2);
  const oddA = minus(m1, m2);
  const evenB = plus(m3, m4);
  const oddB = minus(m3, m4);
  v128.store(to, plus(plus(v128.load(from), evenA), evenB));
  v128.store(to + step, plusTimes(times(oddA, A), oddB, B));
  v128.store(to + 2 * step, plusTimes(times(evenA, A2), evenB, B2));
  v128.store(to + 3 * step, plusTimes(plusTimes(v128.load(from + 5 * pointBytes), oddA, A3), oddB, B3));
}

/** 4 points to 2 results in a line. */
@inline
export function outputLine2(from: usize, pointBytes: usize, to: usize, step: usize): void {
  const m1 = v128.load(from + pointBytes);
  const m2 = v128.load(from + 2 * pointBytes);
  v128.store(to, plus(v128.load(from), plus(m1, m2)));
  v128.store(to + step, plusTimes(v128.load(from + 5 * pointBytes), minus(m1, m2), A));
}

/** 4 gradients of results in a line to 6 points: the transpose of {@link outputLine4}. */
@inline
export function gradLine4(from: usize, step: usize, to: usize, pointBytes: usize): void {
  const y0 = v128.load(from);
  const y1 = v128.load(from + step);
  const y2 = v128.load(from + 2 * step);
  const y3 = v128.load(from + 3 * step);
  v128.store(to, y0);
  const evenA = plusTimes(y0, y2, A2);
  const oddA = plusTimes(times(y1, A), y3, A3);
  v128.store(to + pointBytes, plus(evenA, oddA));
  v128.store(to + 2 * pointBytes, minus(evenA, oddA));
  const evenB = plusTimes(y0, y2, B2);
  const oddB = plusTimes(times(y1, B), y3, B3);
  v128.store(to + 3 * pointBytes, plus(evenB, oddB));
  v128.store(to + 4 * pointBytes, minus(evenB, oddB));
  v128.store(to + 5 * pointBytes, y3);
}

/** 2 gradients of results in a line to the points 0, A, -A and infinity. */
@inline
export function gradLine2(from: usize, step: usize, to: usize, pointBytes: usize): void {
  const y0 = v128.load(from);
  const y1 = v128.load(from + step);
  v128.store(to, y0);
  v128.store(to + pointBytes, plusTimes(y0, y1, A));
  v128.store(to + 2 * pointBytes, minusTimes(y0, y1, A));
  v128.store(to + 5 * pointBytes, y1);
}

/** 3 weights in a line to 6 points. */
@inline
export function filterLine(from: usize, step: usize, to: usize, pointBytes: usize): void {
  const g0 = v128.load(from);
  const g1 = v128.load(from + step);
  const g2 = v128.load(from + 2 * step);
  v128.store(to, times(g0, SCALE_0));
  const evenA = times(plus(g0, times(g2, A2)), SCALE_A);
  const oddA = times(g1, A * SCALE_A);
  v128.store(to + pointBytes, plus(evenA, oddA));
  v128.store(to + 2 * pointBytes, minus(evenA, oddA));
  const evenB = times(plus(g0, times(g2, B2)), SCALE_B);
  const oddB = times(g1, B * SCALE_B);
  v128.store(to + 3 * pointBytes, plus(evenB, oddB));
  v128.store(to + 4 * pointBytes, minus(evenB, oddB));
  v128.store(to + 5 * pointBytes, g2);
}

/** 6 points to the gradients of 3 weights in a line: the transpose of {@link filterLine}. */
@inline
export function filterGradLine(from: usize, pointBytes: usize, to: usize, step: usize): void {
  const u1 = v128.load(from + pointBytes);
  const u2 = v128.load(from + 2 * pointBytes);
  const u3 = v128.load(from + 3 * pointBytes);
  const u4 = v128.load(from + 4 * pointBytes);
  const evenA = times(plus(u1, u2), SCALE_A);
  const oddA = times(minus(u1, u2), SCALE_A);
  const evenB = times(plus(u3, u4), SCALE_B);
  const oddB = times(minus(u3, u4), SCALE_B);
  v128.store(to, plus(plus(times(v128.load(from), SCALE_0), evenA), evenB));
  v128.store(to + step, plus(times(oddA, A), times(oddB, B)));
  v128.store(to + 2 * step, plus(plus(times(evenA, A2), times(evenB, B2)), v128.load(from + 5 * pointBytes)));
}
