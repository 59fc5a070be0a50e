// The gradient of the filters of a 3x3 convolution of stride 1 by Winograd's method: the gradient of the result and the
// input, both as points, are multiplied point by point and summed over all tiles and images.

import { WinogradPass } from "./pass";
import { multiplyRows } from "../../matmul/gemm";
import { scratch } from "../../scratch";
import { gatherPlanes, gatherUnpooled } from "./gather";
import { BLOCKS, channelPanels, gradTiles, inputTiles, isOuter, POINTS, pointStride, setGrid, TileGrid, tileCount, winogradGradBytes } from "./tiles";

/** The arguments of one gradient. */
@unmanaged
export class WinogradGradPlan extends WinogradPass {
  source: usize;
  grad: usize;
  /** The sums of each part; or for {@link winogradGradFilters} the points of the input. */
  points: usize;
  parts: i32;
  /** Images and rows of results, a multiple of 4, that are transformed at a time. */
  imagesPerBlock: i32;
  rowsPerStrip: i32;
  /** The address of the indices of maxima, when the gradient is that of 2x2 windows' maxima; or 0. */
  indices: usize;
}

/** Parts `begin` to `end` of the images, each with a sum of its own: 36 points of [filters, channels], padded to [4, 8]. */
export function winogradWeightGrad(plan: WinogradGradPlan, begin: i32, end: i32): void {
  const partBytes = POINTS * winogradGradBytes(plan.filters, plan.channels);
  for (let part = begin; part < end; part++) {
    const sums = plan.points + <usize>part * partBytes;
    memory.fill(sums, 0, partBytes);
    const last = ((part + 1) * plan.batch) / plan.parts;
    for (let image = (part * plan.batch) / plan.parts; image < last; image += plan.imagesPerBlock) {
      const images = min(plan.imagesPerBlock, last - image);
      for (let row = 0; row < plan.outHeight; row += plan.rowsPerStrip) {
        addStrip(plan, sums, image, images, row, min(plan.rowsPerStrip, plan.outHeight - row));
      }
    }
  }
}

function addStrip(plan: WinogradGradPlan, sums: usize, firstImage: i32, images: i32, firstRow: i32, rows: i32): void {
  const grid = changetype<TileGrid>(scratch);
  setGrid(grid, rows, plan.outWidth);
  const depth = tileCount(grid) * images;
  const filterBlocks = (plan.filters + 3) >> 2;
  const panels = channelPanels(plan.channels);
  const gradBytes = pointStride(min(filterBlocks, BLOCKS) * depth * 16);
  const inputBytes = pointStride(panels * depth * 32);
  const width = 4 * grid.columns + 2 * grid.halfColumns;
  const height = 4 * grid.rows + 2 * grid.halfRows;
  const padded = scratch + 64;
  const lines = padded + <usize>((height + 2) * (width + 2) * 16);
  const grads = (lines + <usize>(6 * (width + 2) * 16) + 63) & ~63;
  const inputs = grads + POINTS * gradBytes;
  transformPanels(plan, grid, 0, panels, firstImage, images, firstRow, padded, lines, inputs, inputBytes);
  const sumBytes = <usize>panels << 7;
  const pointBytes = winogradGradBytes(plan.filters, plan.channels);
  for (let first = 0; first < filterBlocks; first += BLOCKS) {
    const count = min(BLOCKS, filterBlocks - first);
    transformGrads(plan, grid, first, count, firstImage, images, firstRow, rows, padded, lines, grads, gradBytes);
    sumProducts(grid, sums + <usize>first * sumBytes, pointBytes, images, depth, count, panels, grads, gradBytes, inputs, inputBytes, true);
  }
}

/** Transforms panels `first` to `last`, of 8 channels each, of the input of some images to points. */
export function transformPanels(
  plan: WinogradGradPlan,
  grid: TileGrid,
  first: i32,
  last: i32,
  firstImage: i32,
  images: i32,
  firstRow: i32,
  padded: usize,
  lines: usize,
  inputs: usize,
  inputBytes: usize,
): void {
  const depth = tileCount(grid) * images;
  const channelBlocks = (plan.channels + 3) >> 2;
  const width = 4 * grid.columns + 2 * grid.halfColumns;
  const height = 4 * grid.rows + 2 * grid.halfRows;
  const planeBytes = <usize>(plan.height * plan.width * 4);
  // Neighbours in memory are written one after the other, so that a cache line is whole before it is pushed out.
  for (let panel = first; panel < last; panel++) {
    for (let i = 0; i < images; i++) {
      for (let block = 2 * panel; block < min(2 * panel + 2, channelBlocks); block++) {
        const planes = plan.source + <usize>((firstImage + i) * plan.channels + 4 * block) * planeBytes;
        const count = min(4, plan.channels - 4 * block);
        const top = firstRow - plan.top;
        gatherPlanes(planes, count, planeBytes, plan.height, plan.width, top, height + 2, plan.left, width + 2, padded);
        const to = inputs + <usize>(panel * depth * 32 + (block & 1) * 16 + i * 32);
        inputTiles(grid, padded, width + 2, lines, to, inputBytes, 0, <usize>images << 5);
      }
    }
  }
}

/** Transforms the gradient of the results of `count` blocks of 4 filters from `first` on, for some images, to points. */
export function transformGrads(
  plan: WinogradGradPlan,
  grid: TileGrid,
  first: i32,
  count: i32,
  firstImage: i32,
  images: i32,
  firstRow: i32,
  rows: i32,
  padded: usize,
  lines: usize,
  grads: usize,
  gradBytes: usize,
): void {
  const depth = tileCount(grid) * images;
  const width = 4 * grid.columns + 2 * grid.halfColumns;
  const height = 4 * grid.rows + 2 * grid.halfRows;
  const gradSize = plan.indices ? (plan.outHeight >> 1) * (plan.outWidth >> 1) : plan.outHeight * plan.outWidth;
  const gradPlaneBytes = <usize>gradSize << 2;
  for (let block = 0; block < count; block++) {
    for (let i = 0; i < images; i++) {
      const filter = 4 * (first + block);
      const offset = <usize>((firstImage + i) * plan.filters + filter) * gradPlaneBytes;
      const planes = plan.grad + offset;
      const found = min(4, plan.filters - filter);
      // Rows of the next strip are no part of this one's sums, so they end the plane.
      const below = min(plan.outHeight, firstRow + rows);
      if (plan.indices) {
        gatherUnpooled(planes, plan.indices + offset, found, gradPlaneBytes, below, plan.outWidth, firstRow, height, 0, width, padded, lines);
      } else gatherPlanes(planes, found, gradPlaneBytes, below, plan.outWidth, firstRow, height, 0, width, padded);
      const to = grads + <usize>(block * depth * 16 + i * 16);
      gradTiles(grid, padded, width, lines, to, gradBytes, <usize>images << 4);
    }
  }
}

/** A product per point, over the tiles that have it, written or with `isAdded` added to what is there. All grids have a whole tile. */
export function sumProducts(
  grid: TileGrid,
  sums: usize,
  pointBytes: usize,
  images: i32,
  depth: i32,
  filterBlocks: i32,
  panels: i32,
  grads: usize,
  gradBytes: usize,
  inputs: usize,
  inputBytes: usize,
  isAdded: bool,
): void {
  const whole = grid.rows * grid.columns * images;
  const upper = whole + grid.rows * grid.halfColumns * images;
  const left = upper + grid.columns * grid.halfRows * images;
  for (let p: usize = 0; p < POINTS; p++) {
    const a = grads + p * gradBytes;
    const b = inputs + p * inputBytes;
    const c = sums + p * pointBytes;
    const outerRow = isOuter(<i32>p / 6);
    if (isOuter(<i32>p % 6)) {
      multiplyRange(depth, 0, whole, filterBlocks, panels, a, b, c, isAdded);
      if (!outerRow) multiplyRange(depth, upper, left, filterBlocks, panels, a, b, c, true);
    } else {
      multiplyRange(depth, 0, outerRow ? upper : depth, filterBlocks, panels, a, b, c, isAdded);
    }
  }
}

function multiplyRange(depth: i32, first: i32, last: i32, filterBlocks: i32, panels: i32, a: usize, b: usize, c: usize, isAdded: bool): void {
  if (first == last) return;
  const rowBytes = <usize>panels << 5;
  for (let panel = 0; panel < panels; panel++) {
    const right = b + <usize>((panel * depth + first) * 32);
    const left = a + (<usize>first << 4);
    multiplyRows<f32>(4 * filterBlocks, last - first, left, <usize>depth << 4, right, c + (<usize>panel << 5), rowBytes, isAdded);
  }
}
