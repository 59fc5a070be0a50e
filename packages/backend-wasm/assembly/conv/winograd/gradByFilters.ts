// The same gradient for maps with fewer tiles than filters, as `byFilters` has the convolution: the input is transformed once, and
// the sums of a piece of filters stay in the second-level cache until they are transformed back.

import { scratch } from "../../scratch";
import { winogradFilterGrad } from "./filter";
import { channelPanels, POINTS, pointStride, setGrid, TileGrid, tileCount, winogradGradBytes } from "./tiles";
import { sumProducts, transformGrads, transformPanels, WinogradGradPlan } from "./weightGrad";

/** Bytes of one point of the input. */
@inline
function panelStride(batch: i32, channels: i32, tiles: i32): usize {
  return pointStride(channelPanels(channels) * tiles * batch * 32);
}

/** Bytes of the points of the input: per point and panel of 8 channels the tiles of all images. */
export function winogradPanelBytes(batch: i32, channels: i32, tiles: i32): usize {
  return POINTS * panelStride(batch, channels, tiles);
}

/** Bytes of `rows` more rows than there are results, filled up to whole tiles, of four channels with zeros around. */
function paddedBytes(rows: i32, outHeight: i32, outWidth: i32): usize {
  return (<usize>((((outHeight + 3) & ~3) + rows) * (((outWidth + 3) & ~3) + 2) * 16) + 63) & ~63;
}

/** Panels `begin` to `end` of the input's points. */
export function winogradPanels(plan: WinogradGradPlan, begin: i32, end: i32): void {
  const grid = changetype<TileGrid>(scratch);
  setGrid(grid, plan.outHeight, plan.outWidth);
  const padded = scratch + 64;
  const lines = padded + paddedBytes(2, plan.outHeight, plan.outWidth);
  const stride = panelStride(plan.batch, plan.channels, tileCount(grid));
  transformPanels(plan, grid, begin, end, 0, plan.batch, 0, padded, lines, plan.points, stride);
}

/** Scratch of {@link winogradGradFilters}. No size overflows a double. */
export function winogradGradScratchBytes(batch: f64, channels: f64, tiles: f64, size: f64, blocks: f64): f64 {
  return <f64>POINTS * (16 * batch * tiles * blocks + 16 * (channels + 8) * blocks + 128) + 16 * size + 4096;
}

/** Pieces `begin` to `end` of the filters, of `perPiece` blocks of 4, to `target`. */
export function winogradGradFilters(plan: WinogradGradPlan, perPiece: i32, target: usize, begin: i32, end: i32): void {
  // The transform of the sums uses the beginning of the scratch memory.
  const grid = changetype<TileGrid>(scratch + 2048);
  setGrid(grid, plan.outHeight, plan.outWidth);
  const padded = scratch + 2112;
  const lines = padded + paddedBytes(2, plan.outHeight, plan.outWidth);
  const grads = padded + paddedBytes(8, plan.outHeight, plan.outWidth) + 64;
  const tiles = tileCount(grid);
  const depth = tiles * plan.batch;
  const gradBytes = pointStride(perPiece * depth * 16);
  const sums = grads + POINTS * gradBytes;
  const panels = channelPanels(plan.channels);
  const stride = panelStride(plan.batch, plan.channels, tiles);
  const filterBytes = <usize>(plan.channels * 36);
  for (let piece = begin; piece < end; piece++) {
    const first = piece * perPiece;
    const filters = min(4 * perPiece, plan.filters - 4 * first);
    const blocks = (filters + 3) >> 2;
    const pointBytes = winogradGradBytes(filters, plan.channels);
    transformGrads(plan, grid, first, blocks, 0, plan.batch, 0, plan.outHeight, padded, lines, grads, gradBytes);
    sumProducts(grid, sums, pointBytes, plan.batch, depth, blocks, panels, grads, gradBytes, plan.points, stride, false);
    winogradFilterGrad(sums, 1, filters, plan.channels, target + <usize>(4 * first) * filterBytes, 0, filters);
  }
}
