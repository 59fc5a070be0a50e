// The same convolution for maps with fewer tiles than filters: the input is transformed once, for all, and the filters in pieces
// that stay in the second-level cache while they are multiplied. Written to memory, the points of 256 filters of 256 channels,
// 9 MB, took longer than all else.

import { scratch } from "../../scratch";
import { winogradFilter } from "./filter";
import { multiplyPoints, transformInputs, WinogradPlan, writeBlocks } from "./forward";
import { POINTS, pointStride, setGrid, TileGrid, tileCount } from "./tiles";

/** Images whose points lie together. */
const IMAGES: i32 = 8;

/** Bytes of one point of the images that lie together. Two tiles of up to 4 images, or one of 8, are the 8 columns of a panel. */
@inline
function inputStride(batch: i32, channels: i32, tiles: i32): usize {
  const panels = batch > 4 ? tiles : (tiles + 1) >> 1;
  return pointStride(panels * channels * 32);
}

/** Bytes of the points of the input of all images. */
export function winogradInputBytes(batch: i32, channels: i32, tiles: i32): usize {
  return <usize>((batch + IMAGES - 1) / IMAGES) * POINTS * inputStride(batch, channels, tiles);
}

/** Channels `begin` to `end` of the input's points, of all images. */
export function winogradInputs(plan: WinogradPlan, begin: i32, end: i32): void {
  const grid = changetype<TileGrid>(scratch);
  setGrid(grid, plan.outHeight, plan.outWidth);
  const stride = inputStride(plan.batch, plan.channels, tileCount(grid));
  let to = plan.points;
  for (let image = 0; image < plan.batch; image += IMAGES) {
    transformInputs(plan, grid, begin, end, image, min(IMAGES, plan.batch - image), 0, scratch + 64, to, stride);
    to += POINTS * stride;
  }
}

/** Scratch of {@link winogradFilters}. No size overflows a double. */
export function winogradFiltersScratchBytes(channels: f64, tiles: f64, blocks: f64): f64 {
  return <f64>POINTS * (16 * channels * blocks + 128 * tiles * blocks + 256) + 2048;
}

/** Pieces `begin` to `end` of the filters, of `perPiece` blocks of 4; the weights are those of `winogradFilter`. */
export function winogradFilters(
  plan: WinogradPlan,
  weight: usize,
  rowBytes: usize,
  depthBytes: usize,
  isFlipped: bool,
  perPiece: i32,
  begin: i32,
  end: i32,
): void {
  const channels = plan.channels;
  const lines = scratch + 64;
  const filter = lines + 960;
  const filterBytes = pointStride(perPiece * channels * 16);
  const outputs = filter + POINTS * filterBytes;
  const all = (plan.filters + 3) >> 2;
  for (let piece = begin; piece < end; piece++) {
    const first = piece * perPiece;
    const blocks = min(perPiece, all - first);
    const from = filter - <usize>(first * channels * 16);
    winogradFilter(weight, plan.filters, rowBytes, channels, depthBytes, isFlipped, from, filterBytes, first, first + blocks);
    // Here, for the transform of the filters uses the beginning of the scratch memory.
    const grid = changetype<TileGrid>(scratch);
    setGrid(grid, plan.outHeight, plan.outWidth);
    const tiles = tileCount(grid);
    const stride = inputStride(plan.batch, channels, tiles);
    const outputBytes = pointStride(tiles * blocks * 128);
    let inputs = plan.points;
    for (let image = 0; image < plan.batch; image += IMAGES) {
      const images = min(IMAGES, plan.batch - image);
      multiplyPoints(plan, grid, images > 4 ? 0 : 1, blocks, filter, filterBytes, inputs, stride, outputs, outputBytes);
      writeBlocks(plan, grid, first, blocks, image, images, 0, outputs, outputBytes, lines);
      inputs += POINTS * stride;
    }
  }
}
