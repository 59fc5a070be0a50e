// The tiles of a convolution's result, and their way between planes and points.
//
// A vector holds one pixel of four planes: of four images, or for the gradient of the weights of four channels. Only
// reading the planes and writing the result needs shuffles.

import { gradLine2, gradLine4, inputLine2, inputLine4 } from "./lines";

/** 6 points along each side of a tile. */
export const POINTS: usize = 36;

/**
 * Tiles of 4x4, and along the lower and the right edge tiles of half that height or width where 1 or 2 rows or columns
 * are left. In this order: whole tiles, those of half width, those of half height, and the one that is half in both.
 * So what a point works on, for half tiles lack the points B and -B, is one or two runs of tiles.
 */
@unmanaged
export class TileGrid {
  /** Rows and columns of tiles of full height and width. */
  rows: i32;
  columns: i32;
  /** 0 or 1 row of half height, 0 or 1 column of half width. */
  halfRows: i32;
  halfColumns: i32;
}

/** All tiles. */
@inline
export function tileCount(grid: TileGrid): i32 {
  return (grid.rows + grid.halfRows) * (grid.columns + grid.halfColumns);
}

/** How many of `size` results tiles of 4 take, and whether a half tile takes the rest. */
@inline
export function fullTiles(size: i32): i32 {
  return (size + 1) >> 2;
}

@inline
export function halfTiles(size: i32): i32 {
  const rest = size & 3;
  return i32(rest == 1 || rest == 2);
}

/** Bytes from point to point: whole cache lines and an odd number of them, so that points do not share cache sets. */
@inline
export function pointStride(bytes: i32): usize {
  return <usize>(((bytes + 63) >> 6) | 1) << 6;
}

/** Whether a point along one side is B or -B, which half tiles lack. */
@inline
export function isOuter(point: i32): bool {
  return point == 3 || point == 4;
}

/**
 * The place of a tile. With `pairs` 1, two tiles that follow each other lie side by side, a vector each; with 0, tiles
 * are `bytes` apart.
 */
@inline
export function tileOffset(tile: i32, pairs: i32, bytes: usize): usize {
  return <usize>(tile >> pairs) * bytes + (<usize>(tile & pairs) << 4);
}

/** Makes pixel vectors of the same row of four planes, and zeros of what lies outside of them. */
function gatherRow(planes: usize, p1: usize, p2: usize, p3: usize, width: i32, left: i32, paddedWidth: i32, to: usize): void {
  memory.fill(to, 0, <usize>left << 4);
  let at = to + (<usize>left << 4);
  const end = width & ~3;
  let x = 0;
  for (; x < end; x += 4) {
    const from = planes + (<usize>x << 2);
    const a = v128.load(from);
    const b = v128.load(from + p1);
    const c = v128.load(from + p2);
    const d = v128.load(from + p3);
    const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
    const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
    v128.store(at, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
    v128.store(at, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7), 16);
    const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
    const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
    v128.store(at, v128.shuffle<f32>(abHigh, cdHigh, 0, 1, 4, 5), 32);
    v128.store(at, v128.shuffle<f32>(abHigh, cdHigh, 2, 3, 6, 7), 48);
    at += 64;
  }
  for (; x < width; x++) {
    const from = planes + (<usize>x << 2);
    store<f32>(at, load<f32>(from));
    store<f32>(at, load<f32>(from + p1), 4);
    store<f32>(at, load<f32>(from + p2), 8);
    store<f32>(at, load<f32>(from + p3), 12);
    at += 16;
  }
  memory.fill(at, 0, to + (<usize>paddedWidth << 4) - at);
}

/**
 * Brings rows `first` to `first + rows` of four planes together as pixel vectors, with zeros where there is no row or
 * column. The planes lie `planeBytes` apart; where there are fewer than 4, the last stands in for the missing.
 */
export function gatherPlanes(
  planes: usize,
  count: i32,
  planeBytes: usize,
  height: i32,
  width: i32,
  first: i32,
  rows: i32,
  left: i32,
  paddedWidth: i32,
  to: usize,
): void {
  const p1 = <usize>min(1, count - 1) * planeBytes;
  const p2 = <usize>min(2, count - 1) * planeBytes;
  const p3 = <usize>min(3, count - 1) * planeBytes;
  const rowBytes = <usize>paddedWidth << 4;
  for (let r = 0; r < rows; r++) {
    const y = first + r;
    if (y < 0 || y >= height) memory.fill(to, 0, rowBytes);
    else gatherRow(planes + (<usize>(y * width) << 2), p1, p2, p3, width, left, paddedWidth, to);
    to += rowBytes;
  }
}

/** Transforms a line of 6 or, for a half tile, of 4 pixels; of the gradient's 4 or 2. The choice is made by the compiler. */
@inline
function transformLine(isGrad: bool, isHalf: bool, from: usize, step: usize, to: usize, pointBytes: usize): void {
  if (isGrad) {
    if (isHalf) gradLine2(from, step, to, pointBytes);
    else gradLine4(from, step, to, pointBytes);
  } else {
    if (isHalf) inputLine2(from, step, to, pointBytes);
    else inputLine4(from, step, to, pointBytes);
  }
}

/** One row of tiles. A column's transform serves all tiles that share it. */
@inline
function transformRow(
  isGrad: bool,
  isHalf: bool,
  grid: TileGrid,
  tile: i32,
  halfTile: i32,
  padded: usize,
  rowBytes: usize,
  lines: usize,
  to: usize,
  pointBytes: usize,
  pairs: i32,
  tileBytes: usize,
): void {
  const columns = grid.columns;
  for (let x: usize = 0; x < rowBytes; x += 16) transformLine(isGrad, isHalf, padded + x, rowBytes, lines + x, rowBytes);
  for (let i = 0; i < 6; i++) {
    if (isHalf && isOuter(i)) continue;
    let line = lines + <usize>i * rowBytes;
    const point = to + <usize>(i * 6) * pointBytes;
    for (let c = 0; c < columns; c++) {
      transformLine(isGrad, false, line, 16, point + tileOffset(tile + c, pairs, tileBytes), pointBytes);
      line += 64;
    }
    if (grid.halfColumns) {
      transformLine(isGrad, true, line, 16, point + tileOffset(halfTile, pairs, tileBytes), pointBytes);
    }
  }
}

@inline
function transformTiles(
  isGrad: bool,
  grid: TileGrid,
  padded: usize,
  paddedWidth: i32,
  lines: usize,
  to: usize,
  pointBytes: usize,
  pairs: i32,
  tileBytes: usize,
): void {
  const rowBytes = <usize>paddedWidth << 4;
  const rows = grid.rows;
  const columns = grid.columns;
  const whole = rows * columns;
  for (let r = 0; r < rows; r++) {
    const tile = r * columns;
    transformRow(isGrad, false, grid, tile, whole + r, padded, rowBytes, lines, to, pointBytes, pairs, tileBytes);
    padded += rowBytes << 2;
  }
  if (grid.halfRows) {
    const tile = rows * (columns + grid.halfColumns);
    transformRow(isGrad, true, grid, tile, tile + columns, padded, rowBytes, lines, to, pointBytes, pairs, tileBytes);
  }
}

/**
 * Transforms padded pixel vectors to points. Point p of a tile goes to `to + p * pointBytes` and the tile's place;
 * `lines` has room for 6 padded rows.
 */
export function inputTiles(
  grid: TileGrid,
  padded: usize,
  paddedWidth: i32,
  lines: usize,
  to: usize,
  pointBytes: usize,
  pairs: i32,
  tileBytes: usize,
): void {
  transformTiles(false, grid, padded, paddedWidth, lines, to, pointBytes, pairs, tileBytes);
}

/** The same for the gradient of the result, whose tiles do not overlap. */
export function gradTiles(
  grid: TileGrid,
  padded: usize,
  paddedWidth: i32,
  lines: usize,
  to: usize,
  pointBytes: usize,
  tileBytes: usize,
): void {
  transformTiles(true, grid, padded, paddedWidth, lines, to, pointBytes, 0, tileBytes);
}
