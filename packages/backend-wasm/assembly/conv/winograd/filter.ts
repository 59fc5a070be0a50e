// Filters to points, and gradients of points back to filters.

import { fourLanes, NR } from "../../matmul/pack";
import { scratch } from "../../scratch";
import { filterGradLine, filterLine } from "./lines";
import { channelPanels, POINTS, winogradGradBytes } from "./tiles";

/**
 * Transforms the 3x3 filters of blocks `begin` to `end` of 4 rows. Element [row, depth] starts at
 * `row * rowBytes + depth * depthBytes`; `isFlipped` flips it in both directions. Point p lies at `to + p * pointBytes`, packed as
 * the left factor of a product: block by block, depth by depth, 4 rows side by side. Rows that are missing repeat the last.
 */
export function winogradFilter(
  weight: usize,
  rows: i32,
  rowBytes: usize,
  depth: i32,
  depthBytes: usize,
  isFlipped: bool,
  to: usize,
  pointBytes: usize,
  begin: i32,
  end: i32,
): void {
  const kernels = scratch;
  const lines = kernels + 9 * 16;
  for (let block = begin; block < end; block++) {
    const last = rows - 1;
    const row = block << 2;
    const p0 = weight + <usize>row * rowBytes;
    const p1 = weight + <usize>min(row + 1, last) * rowBytes;
    const p2 = weight + <usize>min(row + 2, last) * rowBytes;
    const p3 = weight + <usize>min(row + 3, last) * rowBytes;
    let at = to + <usize>(block * depth) * 16;
    for (let k = 0; k < depth; k++) {
      const from = <usize>k * depthBytes;
      for (let i: usize = 0; i < 9; i++) {
        const source = from + (i << 2);
        const lanes = kernels + ((isFlipped ? 8 - i : i) << 4);
        v128.store(lanes, fourLanes(p0 + source, p1 + source, p2 + source, p3 + source));
      }
      for (let x: usize = 0; x < 48; x += 16) filterLine(kernels + x, 48, lines + x, 48);
      for (let i: usize = 0; i < 6; i++) filterLine(lines + i * 48, 16, at + i * 6 * pointBytes, pointBytes);
      at += 16;
    }
  }
}

/**
 * The gradient of filters `begin` to `end` of all `filters` from that of their points: `parts` sums, which are added in
 * order.
 */
export function winogradFilterGrad(
  partials: usize,
  parts: i32,
  filters: i32,
  depth: i32,
  target: usize,
  begin: i32,
  end: i32,
): void {
  const paddedDepth = channelPanels(depth) * NR;
  const pointBytes = winogradGradBytes(filters, depth);
  const partBytes = POINTS * pointBytes;
  const points = scratch;
  const lines = points + POINTS * 16;
  const kernels = lines + 18 * 16;
  for (let row = begin; row < end; row++) {
    for (let k = 0; k < depth; k += 4) {
      const from = partials + (<usize>(row * paddedDepth + k) << 2);
      let step = pointBytes;
      let at = from;
      if (parts > 1) {
        addParts(from, pointBytes, parts, partBytes, points);
        at = points;
        step = 16;
      }
      for (let j: usize = 0; j < 6; j++) filterGradLine(at + j * step, 6 * step, lines + (j << 4), 96);
      for (let r: usize = 0; r < 3; r++) filterGradLine(lines + r * 96, 16, kernels + r * 48, 16);
      const count = min(4, depth - k);
      for (let lane = 0; lane < count; lane++) {
        const to = target + <usize>((row * depth + k + lane) * 36);
        for (let i: usize = 0; i < 9; i++) store<f32>(to + (i << 2), load<f32>(kernels + (i << 4) + (<usize>lane << 2)));
      }
    }
  }
}

/** The sum of some parts of four pairs' points, in order. */
function addParts(from: usize, pointBytes: usize, parts: i32, partBytes: usize, points: usize): void {
  for (let p: usize = 0; p < POINTS; p++) {
    let part = from + p * pointBytes;
    let sum = v128.load(part);
    for (let other = 1; other < parts; other++) {
      part += partBytes;
      sum = f32x4.add(sum, v128.load(part));
    }
    v128.store(points + (p << 4), sum);
  }
}
