// A 3x3 convolution of stride 1 by Winograd's method; with flipped filters also the gradient of its input.

import { WinogradPass } from "./pass";
import { atMost6, isOrdered, largest, largestOrdered, largestIndex, largestIndexOrdered, positive } from "../../epilogue";
import { multiplyRows } from "../../matmul/gemm";
import { scratch } from "../../scratch";
import { outputLine2, outputLine4 } from "./lines";
import { gatherPlanes, gatherUnpooled } from "./gather";
import { BLOCKS, inputTiles, isOuter, POINTS, pointStride, setGrid, TileGrid, tileCount, tileOffset, winogradFilterBytes } from "./tiles";

/** The arguments of one convolution. */
@unmanaged
export class WinogradPlan extends WinogradPass {
  source: usize;
  /** The filters' points, as {@link winogradFilter} makes them; or for {@link winogradFilters} those of the input. */
  points: usize;
  /** One number per filter, or 0. */
  bias: usize;
  target: usize;
  /** The 4 or 8 images and the rows of results, a multiple of 4, of a piece of work. */
  imagesPerBlock: i32;
  rowsPerStrip: i32;
  strips: i32;
  /** 1 to set what is negative to 0. */
  relu: i32;
  /** The address for the indices of maxima, when the results are those of 2x2 windows; or 0. */
  indices: usize;
  /** The address of the indices of maxima, when the source is the gradient of 2x2 windows' maxima; or 0. */
  sourceIndices: usize;
}

/** Works on pieces `begin` to `end`: strip by strip, image block by image block. */
export function winogradForward(plan: WinogradPlan, begin: i32, end: i32): void {
  for (let piece = begin; piece < end; piece++) {
    const firstImage = (piece / plan.strips) * plan.imagesPerBlock;
    const firstRow = (piece % plan.strips) * plan.rowsPerStrip;
    const images = min(plan.imagesPerBlock, plan.batch - firstImage);
    forwardStrip(plan, firstImage, images, firstRow, min(plan.rowsPerStrip, plan.outHeight - firstRow));
  }
}

function forwardStrip(plan: WinogradPlan, firstImage: i32, images: i32, firstRow: i32, rows: i32): void {
  const grid = changetype<TileGrid>(scratch);
  setGrid(grid, rows, plan.outWidth);
  const groups = (images + 3) >> 2;
  // Two groups of four images are the 8 columns of a panel; with one group, two tiles are.
  const pairs = 2 - groups;
  const panels = (tileCount(grid) + pairs) >> pairs;
  const blocks = (plan.filters + 3) >> 2;
  const inputBytes = pointStride(panels * plan.channels * 32);
  const outputBytes = pointStride(panels * min(blocks, BLOCKS) * 128);
  const paddedWidth = 4 * grid.columns + 2 * grid.halfColumns + 2;
  const paddedRows = 4 * grid.rows + 2 * grid.halfRows + 2;
  const padded = scratch + 64;
  const lines = padded + <usize>(paddedRows * paddedWidth * 16);
  const inputs = (lines + <usize>(6 * paddedWidth * 16) + 63) & ~63;
  const outputs = inputs + POINTS * inputBytes;
  transformInputs(plan, grid, 0, plan.channels, firstImage, images, firstRow, padded, inputs, inputBytes);
  const filterBytes = winogradFilterBytes(plan.filters, plan.channels);
  for (let first = 0; first < blocks; first += BLOCKS) {
    const count = min(BLOCKS, blocks - first);
    const filter = plan.points + <usize>(first * plan.channels * 16);
    multiplyPoints(plan, grid, pairs, count, filter, filterBytes, inputs, inputBytes, outputs, outputBytes);
    writeBlocks(plan, grid, first, count, firstImage, images, firstRow, outputs, outputBytes, padded);
  }
}

/**
 * Transforms some channels of up to 8 images to points. `padded` has room for the planes of four images with zeros around, and for 6
 * rows more.
 */
export function transformInputs(
  plan: WinogradPlan,
  grid: TileGrid,
  firstChannel: i32,
  lastChannel: i32,
  firstImage: i32,
  images: i32,
  firstRow: i32,
  padded: usize,
  inputs: usize,
  inputBytes: usize,
): void {
  const groups = (images + 3) >> 2;
  const pairs = 2 - groups;
  const paddedWidth = 4 * grid.columns + 2 * grid.halfColumns + 2;
  const paddedRows = 4 * grid.rows + 2 * grid.halfRows + 2;
  const lines = padded + <usize>(paddedRows * paddedWidth * 16);
  const planeSize = plan.sourceIndices ? (plan.height >> 1) * (plan.width >> 1) : plan.height * plan.width;
  const planeBytes = <usize>planeSize << 2;
  const imageBytes = <usize>plan.channels * planeBytes;
  const tileBytes = <usize>plan.channels * 32;
  for (let c = firstChannel; c < lastChannel; c++) {
    for (let group = 0; group < groups; group++) {
      const image = firstImage + 4 * group;
      const offset = <usize>image * imageBytes + <usize>c * planeBytes;
      const planes = plan.source + offset;
      const count = min(4, images - 4 * group);
      const top = firstRow - plan.top;
      if (plan.sourceIndices) {
        const indices = plan.sourceIndices + offset;
        gatherUnpooled(planes, indices, count, imageBytes, plan.height, plan.width, top, paddedRows, plan.left, paddedWidth, padded, lines);
      } else gatherPlanes(planes, count, imageBytes, plan.height, plan.width, top, paddedRows, plan.left, paddedWidth, padded);
      const to = inputs + <usize>(c * 32 + group * 16);
      inputTiles(grid, padded, paddedWidth, lines, to, inputBytes, pairs, tileBytes);
    }
  }
}

/** Transforms the results of some blocks of filters for up to 8 images back, and writes them. */
export function writeBlocks(
  plan: WinogradPlan,
  grid: TileGrid,
  firstBlock: i32,
  blocks: i32,
  firstImage: i32,
  images: i32,
  firstRow: i32,
  outputs: usize,
  outputBytes: usize,
  lines: usize,
): void {
  const groups = (images + 3) >> 2;
  for (let f = 4 * firstBlock; f < min(plan.filters, 4 * (firstBlock + blocks)); f++) {
    for (let group = 0; group < groups; group++) {
      const from = outputs + <usize>((f - 4 * firstBlock) * 32 + group * 16);
      const image = firstImage + 4 * group;
      writeTiles(plan, grid, from, outputBytes, 2 - groups, <usize>(blocks * 128), lines, f, image, min(4, images - 4 * group), firstRow);
    }
  }
}

/** A product per point, of some blocks of filters, over the tiles that have it. */
export function multiplyPoints(
  plan: WinogradPlan,
  grid: TileGrid,
  pairs: i32,
  blocks: i32,
  filter: usize,
  filterBytes: usize,
  inputs: usize,
  inputBytes: usize,
  outputs: usize,
  outputBytes: usize,
): void {
  const whole = grid.rows * grid.columns;
  const upper = whole + grid.rows * grid.halfColumns;
  const left = upper + grid.columns * grid.halfRows;
  const all = tileCount(grid);
  for (let p: usize = 0; p < POINTS; p++) {
    const a = filter + p * filterBytes;
    const b = inputs + p * inputBytes;
    const c = outputs + p * outputBytes;
    const outerRow = isOuter(<i32>p / 6);
    if (isOuter(<i32>p % 6)) {
      multiplyTiles(plan.channels, blocks, 0, whole, pairs, a, b, c);
      if (!outerRow) multiplyTiles(plan.channels, blocks, upper, left, pairs, a, b, c);
    } else {
      multiplyTiles(plan.channels, blocks, 0, outerRow ? upper : all, pairs, a, b, c);
    }
  }
}

function multiplyTiles(depth: i32, blocks: i32, first: i32, last: i32, pairs: i32, a: usize, b: usize, c: usize): void {
  if (first == last) return;
  const end = (last + pairs) >> pairs;
  for (let panel = first >> pairs; panel < end; panel++) {
    const right = b + <usize>(panel * depth * 32);
    multiplyRows<f32>(4 * blocks, depth, a, <usize>depth << 4, right, c + <usize>(panel * blocks * 128), 32, false);
  }
}

/** Transforms one filter's tiles of four images back, and writes them. */
function writeTiles(
  plan: WinogradPlan,
  grid: TileGrid,
  from: usize,
  pointBytes: usize,
  pairs: i32,
  tileBytes: usize,
  lines: usize,
  filter: i32,
  image: i32,
  images: i32,
  firstRow: i32,
): void {
  const plane = image * plan.filters + filter;
  const bias: f32 = plan.bias ? load<f32>(plan.bias + (<usize>filter << 2)) : 0;
  const rows = grid.rows;
  const columns = grid.columns;
  const whole = rows * columns;
  const lower = whole + rows * grid.halfColumns;
  const pixels = lines + 6 * 64;
  for (let r = 0; r < rows + grid.halfRows; r++) {
    const isHalf = r == rows;
    const y = firstRow + 4 * r;
    const height = min(isHalf ? 2 : 4, plan.outHeight - y);
    for (let c = 0; c < columns + grid.halfColumns; c++) {
      const isNarrow = c == columns;
      const tile = isHalf ? lower + c : isNarrow ? whole + r : r * columns + c;
      const points = from + tileOffset(tile, pairs, tileBytes);
      for (let j: usize = 0; j < 6; j++) {
        if (isNarrow && isOuter(<i32>j)) continue;
        if (isHalf) outputLine2(points + j * pointBytes, 6 * pointBytes, lines + (j << 4), 96);
        else outputLine4(points + j * pointBytes, 6 * pointBytes, lines + (j << 4), 96);
      }
      for (let k: usize = 0; k < <usize>height; k++) {
        if (isNarrow) outputLine2(lines + k * 96, 16, pixels + (k << 6), 16);
        else outputLine4(lines + k * 96, 16, pixels + (k << 6), 16);
      }
      const width = min(isNarrow ? 2 : 4, plan.outWidth - 4 * c);
      if (plan.indices) writeMaxima(plan, pixels, bias, plane, y, 4 * c, height >> 1, width >> 1, images);
      else writePixels(plan, pixels, bias, plane, y, 4 * c, height, width, images);
    }
  }
}

/** Adds the bias to a tile of four images, and gives each image its own. */
function writePixels(
  plan: WinogradPlan,
  pixels: usize,
  bias: f32,
  plane: i32,
  y: i32,
  x: i32,
  height: i32,
  width: i32,
  images: i32,
): void {
  const size = plan.outHeight * plan.outWidth;
  const imageBytes = <usize>(plan.filters * size * 4);
  const added = f32x4.splat(bias);
  let to = plan.target + <usize>((plane * size + y * plan.outWidth + x) * 4);
  for (let k = 0; k < height; k++) {
    let p0 = f32x4.add(v128.load(pixels), added);
    let p1 = f32x4.add(v128.load(pixels, 16), added);
    let p2 = f32x4.add(v128.load(pixels, 32), added);
    let p3 = f32x4.add(v128.load(pixels, 48), added);
    if (plan.relu) {
      p0 = positive(p0);
      p1 = positive(p1);
      p2 = positive(p2);
      p3 = positive(p3);
    }
    if (plan.relu == 2) {
      p0 = atMost6(p0);
      p1 = atMost6(p1);
      p2 = atMost6(p2);
      p3 = atMost6(p3);
    }
    const low01 = v128.shuffle<f32>(p0, p1, 0, 4, 1, 5);
    const low23 = v128.shuffle<f32>(p2, p3, 0, 4, 1, 5);
    writeImage(v128.shuffle<f32>(low01, low23, 0, 1, 4, 5), to, width);
    if (images > 1) writeImage(v128.shuffle<f32>(low01, low23, 2, 3, 6, 7), to + imageBytes, width);
    if (images > 2) {
      const high01 = v128.shuffle<f32>(p0, p1, 2, 6, 3, 7);
      const high23 = v128.shuffle<f32>(p2, p3, 2, 6, 3, 7);
      writeImage(v128.shuffle<f32>(high01, high23, 0, 1, 4, 5), to + 2 * imageBytes, width);
      if (images > 3) writeImage(v128.shuffle<f32>(high01, high23, 2, 3, 6, 7), to + 3 * imageBytes, width);
    }
    pixels += 64;
    to += <usize>plan.outWidth << 2;
  }
}

@inline
function writeImage(row: v128, to: usize, width: i32): void {
  if (width == 4) {
    v128.store(to, row);
    return;
  }
  if (width > 1) v128.store64_lane(to, row, 0);
  else v128.store32_lane(to, row, 0);
  if (width == 3) v128.store32_lane(to, row, 2, 8);
}

/** The largest of each 2x2 window of a tile of four images, and its index in the plane, each to its own image. */
function writeMaxima(
  plan: WinogradPlan,
  pixels: usize,
  bias: f32,
  plane: i32,
  y: i32,
  x: i32,
  height: i32,
  width: i32,
  images: i32,
): void {
  const pooledWidth = plan.outWidth >> 1;
  const size = (plan.outHeight >> 1) * pooledWidth;
  const imageBytes = <usize>(plan.filters * size * 4);
  const added = f32x4.splat(bias);
  for (let k = 0; k < height; k++) {
    let at = <usize>((plane * size + ((y >> 1) + k) * pooledWidth + (x >> 1)) * 4);
    for (let c = 0; c < width; c++) {
      const from = pixels + <usize>((k << 7) + (c << 5));
      const p0 = f32x4.add(v128.load(from), added);
      const p1 = f32x4.add(v128.load(from, 16), added);
      const p2 = f32x4.add(v128.load(from, 64), added);
      const p3 = f32x4.add(v128.load(from, 80), added);
      let most: v128;
      let index: v128;
      if (isOrdered(p0, p1, p2, p3)) {
        most = largestOrdered(p0, p1, p2, p3);
        index = largestIndexOrdered(p0, p1, p2, p3);
      } else {
        most = largest(p0, p1, p2, p3);
        index = largestIndex(p0, p1, p2, p3);
      }
      // 0 to 3 in the window becomes the index in the plane.
      const lower = i32x4.mul(i32x4.shr_u(index, 1), i32x4.splat(plan.outWidth));
      const corner = i32x4.splat((y + 2 * k) * plan.outWidth + x + 2 * c);
      const indices = i32x4.add(i32x4.add(corner, lower), v128.and(index, i32x4.splat(1)));
      writeLanes(plan.target + at, plan.relu ? positive(most) : most, imageBytes, images);
      writeLanes(plan.indices + at, indices, imageBytes, images);
      at += 4;
    }
  }
}

@inline
function writeLanes(to: usize, lanes: v128, imageBytes: usize, images: i32): void {
  v128.store32_lane(to, lanes, 0);
  if (images > 1) v128.store32_lane(to + imageBytes, lanes, 1);
  if (images > 2) v128.store32_lane(to + 2 * imageBytes, lanes, 2);
  if (images > 3) v128.store32_lane(to + 3 * imageBytes, lanes, 3);
}
