// The tiles of a convolution's result, and their way between planes and points.
//
// A vector holds one pixel of four planes: of four images, or for the gradient of the weights of four channels.

import { NR } from "../../matmul/pack";
import { gradLine2, gradLine4, inputLine2, inputLine4 } from "./lines";

/** Results along each side of a tile. */
export const TILE: i32 = 4;

/** 6 points along each side of a tile. */
export const POINTS: usize = 36;

/**
 * Blocks of 4 filters that are worked on before the next: a multiple of 12 filters, which suits the micro-kernels, and
 * few enough for their points, with those of the input, to stay in the second-level cache.
 */
export const BLOCKS: i32 = 12;

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
function fullTiles(size: i32): i32 {
  return (size + 1) >> 2;
}

@inline
function halfTiles(size: i32): i32 {
  const rest = size & 3;
  return i32(rest == 1 || rest == 2);
}

/** The tiles of so many rows of results of such a width. */
export function setGrid(grid: TileGrid, rows: i32, width: i32): void {
  grid.rows = fullTiles(rows);
  grid.halfRows = halfTiles(rows);
  grid.columns = fullTiles(width);
  grid.halfColumns = halfTiles(width);
}

/** Bytes from point to point: whole cache lines and an odd number of them, so that points do not share cache sets. */
@inline
export function pointStride(bytes: i32): usize {
  return <usize>(((bytes + 63) >> 6) | 1) << 6;
}

/** Bytes of one point of all filters, as `winogradFilter` lays them out. */
export function winogradFilterBytes(filters: i32, channels: i32): usize {
  return pointStride(((filters + 3) >> 2) * channels * 16);
}

/** Panels of 8 channels that the gradient of the filters is made of. */
@inline
export function channelPanels(channels: i32): i32 {
  return (channels + NR - 1) / NR;
}

/** Bytes of one point of the gradient of all filters: [filters, channels], padded to [4, 8]. */
export function winogradGradBytes(filters: i32, channels: i32): usize {
  return pointStride(((filters + 3) >> 2) * channelPanels(channels) * 128);
}

/** Bytes that one row of tiles takes as points, in both passes: those of the inputs, and of the outputs or gradients. */
export function winogradRowBytes(channels: f64, filters: f64, outWidth: f64, images: f64): f64 {
  const rows = 8 * ceil(channels / 8) + 8 * ceil(min(filters, <f64>(4 * BLOCKS)) / 8);
  return ceil(outWidth / TILE) * <f64>POINTS * images * 4 * rows;
}

/** Scratch that both passes need at least: one row of tiles of four images, the padded planes, and what aligns the points. */
export function winogradScratchBytes(channels: f64, filters: f64, outHeight: f64, outWidth: f64): f64 {
  const padded = (TILE * ceil(outHeight / TILE) + 8) * (TILE * ceil(outWidth / TILE) + 2) * 16;
  return winogradRowBytes(channels, filters, outWidth, 4) + padded + <f64>(2 * POINTS * 128);
}

/** True if a point along one side is B or -B, which half tiles lack. */
@inline
export function isOuter(point: i32): bool {
  return point == 3 || point == 4;
}

/**
 * The byte offset of a tile. With `pairs` 1, two tiles that follow each other lie side by side, a vector each; with 0, tiles
 * are `bytes` apart.
 */
@inline
export function tileOffset(tile: i32, pairs: i32, bytes: usize): usize {
  return <usize>(tile >> pairs) * bytes + (<usize>(tile & pairs) << 4);
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
 * Transforms padded pixel vectors to points. Point p of a tile goes to `to + p * pointBytes` and the tile's offset;
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
