// Convolutions over small maps. The lanes are images: a product for each pixel of the output and each kernel element that lies
// inside the map there, where a product with patches multiplies the padding too.

import { rectified } from "../epilogue";
import { multiplyRows } from "../matmul/gemm";
import { fourLanes, NR } from "../matmul/pack";
import { scratch } from "../scratch";

/** The arguments of one pass. */
@unmanaged
export class PixelsPlan {
  /** `[batch, channels, height, width]`. */
  source: usize;
  /** The source as {@link packPixels} leaves it: a panel of channels and 8 images for each pixel of each 8 images. */
  packed: usize;
  /** Element k of row `r` and channel `c` starts at `r * rowBytes + c * depthBytes`. */
  weight: usize;
  rowBytes: usize;
  depthBytes: usize;
  /** One number per row, or 0. */
  bias: usize;
  /** `[batch, rows, outHeight, outWidth]`. */
  target: usize;
  batch: i32;
  channels: i32;
  height: i32;
  width: i32;
  rows: i32;
  outHeight: i32;
  outWidth: i32;
  kernelHeight: i32;
  kernelWidth: i32;
  /** Element k at output y is over row `(y * stepY + k * elementY - offsetY) / divisorY` of the source, where that is whole. */
  stepY: i32;
  elementY: i32;
  offsetY: i32;
  divisorY: i32;
  stepX: i32;
  elementX: i32;
  offsetX: i32;
  divisorX: i32;
  /** A multiple of 4. */
  rowsPerPiece: i32;
  /** 1 to set what is negative to 0, and 2 what is above 6 to that too. */
  relu: i32;
}

/** Bytes between four packed rows and the next four: a line more than they have, so that these do not share the sets of a cache. */
@inline
function fourBytes(channels: i32): usize {
  return (<usize>channels << 4) + 64;
}

/** Bytes of the packed rows of one kernel element. */
@inline
function elementBytesOf(rows: i32, channels: i32): usize {
  return <usize>(rows >> 2) * fourBytes(channels) + 64;
}

/** Scratch for a piece: its weights, and its results for 8 images. In double precision, so that no size overflows. */
export function pixelsScratchBytes(rows: f64, channels: f64, elements: f64, outSize: f64): f64 {
  return elements * (rows * (channels * 4 + 16) + 64) + rows * outSize * <f64>(NR * 4);
}

/** Packs channels `begin` to `end` of all blocks of 8 images. Images that are missing repeat the last. */
export function packPixels(plan: PixelsPlan, begin: i32, end: i32): void {
  const size = plan.height * plan.width;
  const imageBytes = <usize>(plan.channels * size) << 2;
  for (let unit = begin; unit < end; unit++) {
    const block = unit / plan.channels;
    const channel = unit - block * plan.channels;
    const to = plan.packed + (<usize>(block * size * plan.channels + channel) << 5);
    const panelBytes = <usize>plan.channels << 5;
    packFour(plan, NR * block, channel, size, imageBytes, to, panelBytes);
    packFour(plan, NR * block + 4, channel, size, imageBytes, to + 16, panelBytes);
  }
}

function packFour(plan: PixelsPlan, image: i32, channel: i32, size: i32, imageBytes: usize, to: usize, panelBytes: usize): void {
  const last = plan.batch - 1;
  const planes = plan.source + (<usize>(channel * size) << 2);
  const p0 = planes + <usize>min(image, last) * imageBytes;
  const p1 = planes + <usize>min(image + 1, last) * imageBytes;
  const p2 = planes + <usize>min(image + 2, last) * imageBytes;
  const p3 = planes + <usize>min(image + 3, last) * imageBytes;
  const bytes = <usize>size << 2;
  for (let at: usize = 0; at < bytes; at += 4, to += panelBytes) v128.store(to, fourLanes(p0 + at, p1 + at, p2 + at, p3 + at));
}

/** Pieces `begin` to `end`: rows of weights, with all images. */
export function pixelProducts(plan: PixelsPlan, begin: i32, end: i32): void {
  for (let piece = begin; piece < end; piece++) {
    const first = piece * plan.rowsPerPiece;
    const rows = min(plan.rowsPerPiece, plan.rows - first);
    const padded = (rows + 3) & ~3;
    const elements = plan.kernelHeight * plan.kernelWidth;
    const elementBytes = elementBytesOf(padded, plan.channels);
    const results = scratch + <usize>elements * elementBytes;
    packElements(plan, first, rows, elements, elementBytes);
    for (let image = 0; image < plan.batch; image += NR) {
      multiplyPixels(plan, image, padded, elementBytes, results);
      for (let lane = 0; lane < min(NR, plan.batch - image); lane += 4) {
        writeFour(plan, first, rows, padded, image + lane, results + (<usize>lane << 2));
      }
    }
  }
}

/**
 * Packs rows of the weights, a left factor for each kernel element. Rows that are missing repeat the last. In the order in which
 * they lie: row by row forward, channel by channel for the gradient of the input.
 */
function packElements(plan: PixelsPlan, first: i32, rows: i32, elements: i32, elementBytes: usize): void {
  const last = first + rows - 1;
  const panelBytes = fourBytes(plan.channels);
  if (plan.depthBytes < plan.rowBytes) {
    for (let row = first, to = scratch; row <= last; row += 4, to += panelBytes) {
      for (let c: usize = 0; c < <usize>plan.channels; c++) packFourRows(plan, row, last, c, elements, elementBytes, to + (c << 4));
    }
  } else {
    for (let c: usize = 0; c < <usize>plan.channels; c++) {
      let to = scratch + (c << 4);
      for (let row = first; row <= last; row += 4, to += panelBytes) packFourRows(plan, row, last, c, elements, elementBytes, to);
    }
  }
}

/** Four rows of one channel. */
@inline
function packFourRows(plan: PixelsPlan, row: i32, last: i32, channel: usize, elements: i32, elementBytes: usize, to: usize): void {
  const from = plan.weight + channel * plan.depthBytes;
  const p0 = from + <usize>row * plan.rowBytes;
  const p1 = from + <usize>min(row + 1, last) * plan.rowBytes;
  const p2 = from + <usize>min(row + 2, last) * plan.rowBytes;
  const p3 = from + <usize>min(row + 3, last) * plan.rowBytes;
  for (let at: usize = 0; at < <usize>elements << 2; at += 4, to += elementBytes) {
    v128.store(to, fourLanes(p0 + at, p1 + at, p2 + at, p3 + at));
  }
}

/** The row or column of the source under a kernel element, or -1 for none. */
@inline
function under(at: i32, step: i32, element: i32, elementStep: i32, offset: i32, divisor: i32, size: i32): i32 {
  const position = at * step + element * elementStep - offset;
  if (position < 0) return -1;
  if (divisor == 1) return position < size ? position : -1;
  if (position % divisor != 0) return -1;
  const index = position / divisor;
  return index < size ? index : -1;
}

/** All pixels of packed rows for 8 images from `image` on: `[pixels, rows, 8]`. */
function multiplyPixels(plan: PixelsPlan, image: i32, rows: i32, elementBytes: usize, results: usize): void {
  const panelBytes = <usize>plan.channels << 5;
  const panels = plan.packed + <usize>((image / NR) * plan.height * plan.width) * panelBytes;
  let to = results;
  for (let y = 0; y < plan.outHeight; y++) {
    for (let x = 0; x < plan.outWidth; x++, to += <usize>rows << 5) {
      let isAdded = false;
      for (let ky = 0; ky < plan.kernelHeight; ky++) {
        const row = under(y, plan.stepY, ky, plan.elementY, plan.offsetY, plan.divisorY, plan.height);
        if (row < 0) continue;
        for (let kx = 0; kx < plan.kernelWidth; kx++) {
          const column = under(x, plan.stepX, kx, plan.elementX, plan.offsetX, plan.divisorX, plan.width);
          if (column < 0) continue;
          const a = scratch + <usize>(ky * plan.kernelWidth + kx) * elementBytes;
          const b = panels + <usize>(row * plan.width + column) * panelBytes;
          multiplyRows<f32>(rows, plan.channels, a, fourBytes(plan.channels), b, to, 32, isAdded);
          isAdded = true;
        }
      }
      if (!isAdded) memory.fill(to, 0, <usize>rows << 5);
    }
  }
}

/** Brings the results of four images from `image` on, or as many as there are, to their places. */
function writeFour(plan: PixelsPlan, first: i32, rows: i32, padded: i32, image: i32, results: usize): void {
  const size = plan.outHeight * plan.outWidth;
  const imageBytes = <usize>(plan.rows * size) << 2;
  const images = plan.batch - image;
  let to = plan.target + <usize>image * imageBytes + (<usize>(first * size) << 2);
  for (let row = 0; row < rows; row++) {
    const bias: f32 = plan.bias ? load<f32>(plan.bias + (<usize>(first + row) << 2)) : 0;
    const added = f32x4.splat(bias);
    let from = results + (<usize>row << 5);
    for (const end = to + (<usize>size << 2); to < end; to += 4, from += <usize>padded << 5) {
      const sums = rectified(f32x4.add(v128.load(from), added), plan.relu);
      v128.store32_lane(to, sums, 0);
      if (images > 1) v128.store32_lane(to + imageBytes, sums, 1);
      if (images > 2) v128.store32_lane(to + 2 * imageBytes, sums, 2);
      if (images > 3) v128.store32_lane(to + 3 * imageBytes, sums, 3);
    }
  }
}
