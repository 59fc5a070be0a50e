// Convolutions that read the padded image where it lies, with nothing packed but the weights: for those that have few
// channels or few filters, where packing patches would cost as much as multiplying them.

import { atMost6, largest, largestIndex, positive } from "../epilogue";
import { madd } from "../matmul/gemm";
import { isSound, maxSquareRow } from "../pool/max";
import { PlanePass } from "./planePass";
import { padPlanes } from "./planes";
import { scratch } from "../scratch";
import { unpoolPlanes } from "./unpool";

/** The arguments of one convolution. */
@unmanaged
export class DirectPlan extends PlanePass {
  source: usize;
  /** Forward: the weights, packed in blocks of 4 filters, kernel element by kernel element. Weights' gradient: the gradient of the result. */
  other: usize;
  /** One number per filter, padded to blocks of 4, or 0. */
  bias: usize;
  target: usize;
  /** Bytes from image to image, in the source and in the result: of all groups, where this is one of them. */
  sourceBytes: usize;
  resultBytes: usize;
  /** Byte offsets of the kernel elements of all channels in the padded image, and their number. */
  offsets: usize;
  depth: i32;
  batch: i32;
  /** Forward: how many pieces each image's filters make. Weights' gradient: how many sums there are, and the bytes of one. */
  parts: i32;
  partBytes: usize;
  /** 1 to set what is negative to 0. */
  relu: i32;
  /** The address for the indices of maxima, when the results are those of 2x2 windows; or 0. */
  indices: usize;
  /** The address of the indices of maxima, when the source is the gradient of 2x2 windows' maxima; or 0. */
  sourceIndices: usize;
}

/** Pads an image into scratch memory. What lies behind it is zero too, for vectors that reach over the end. */
export function padImage(plan: DirectPlan, image: i32): usize {
  const offset = <usize>image * plan.sourceBytes;
  const source = plan.source + offset;
  const padded = scratch;
  if (plan.sourceIndices) {
    const indices = plan.sourceIndices + offset;
    unpoolPlanes(source, indices, plan.channels, plan.height, plan.width, padded, plan.paddedHeight, plan.paddedWidth, plan.top, plan.left);
  } else padPlanes(source, plan.channels, plan.height, plan.width, padded, plan.paddedHeight, plan.paddedWidth, plan.top, plan.left, plan.stepY, plan.stepX);
  const end = padded + <usize>(plan.channels * plan.paddedHeight * plan.paddedWidth * 4);
  // As far as the vectors of the narrowest image reach, whose rows are shorter than a tile.
  memory.fill(end, 0, 64);
  return end + 64;
}

/** Scratch of the forward pass: a padded image, and two rows of results of four filters. No size overflows a double. */
export function directScratchBytes(channels: f64, paddedHeight: f64, paddedWidth: f64, outWidth: f64): f64 {
  return channels * paddedHeight * paddedWidth * 4 + 32 * outWidth + 1024;
}

/** Scratch that {@link directWeightGrad} needs besides: the gradient in rows as far apart as the padded image's. */
export function directGradScratchBytes(filters: f64, outHeight: f64, paddedWidth: f64): f64 {
  return (filters + 3) * (outHeight * paddedWidth + 4) * 4;
}

/** Pieces `begin` to `end` of a convolution of stride 1: image by image, in each some blocks of filters. */
export function directForward(plan: DirectPlan, begin: i32, end: i32): void {
  const size = plan.indices ? (plan.outHeight >> 1) * (plan.outWidth >> 1) : plan.outHeight * plan.outWidth;
  const planeBytes = <usize>size << 2;
  const blocks = (plan.filters + 3) >> 2;
  for (let piece = begin; piece < end; piece++) {
    const image = piece / plan.parts;
    const cut = piece % plan.parts;
    const last = ((cut + 1) * blocks) / plan.parts;
    const tile = padImage(plan, image);
    for (let block = (cut * blocks) / plan.parts; block < last; block++) {
      const filters = min(4, plan.filters - 4 * block);
      const at = <usize>image * plan.resultBytes + ((<usize>block * planeBytes) << 2);
      const weights = plan.other + (<usize>(block * plan.depth) << 4);
      const bias = plan.bias + (<usize>block << 4);
      if (plan.indices) maximaBlock(plan, weights, bias, at, planeBytes, filters, tile);
      else forwardBlock(plan, weights, bias, plan.target + at, planeBytes, filters, tile);
    }
  }
}

/** 4 filters over one padded image. The last tile of a row reaches back over the one before. */
function forwardBlock(plan: DirectPlan, weights: usize, bias: usize, target: usize, planeBytes: usize, filters: i32, tile: usize): void {
  const width = plan.outWidth;
  for (let y = 0; y < plan.outHeight; y++) {
    const row = scratch + <usize>(y * plan.paddedWidth * 4);
    const to = target + <usize>(y * width * 4);
    if (width < 8) {
      forwardTile(plan.depth, plan.offsets, weights, row, bias, tile, 32, 4, plan.relu);
      for (let f = 0; f < filters; f++) memory.copy(to + <usize>f * planeBytes, tile + (<usize>f << 5), <usize>width << 2);
      continue;
    }
    for (let x = 0; x < width; x += 8) {
      const at = <usize>min(x, width - 8) << 2;
      forwardTile(plan.depth, plan.offsets, weights, row + at, bias, to + at, planeBytes, filters, plan.relu);
    }
  }
}

/**
 * The maxima of 2x2 windows of 4 filters over one padded image: of each filter two rows of results at a time, which go to
 * `rows`.
 */
function maximaBlock(plan: DirectPlan, weights: usize, bias: usize, at: usize, planeBytes: usize, filters: i32, rows: usize): void {
  const width = plan.outWidth;
  const pooledWidth = width >> 1;
  const rowBytes = <usize>max(width, 8) << 2;
  const paddedBytes = <usize>plan.paddedWidth << 2;
  const least: f32 = plan.relu ? 0 : -Infinity;
  for (let y = 0; y < plan.outHeight >> 1; y++) {
    const from = scratch + <usize>(2 * y) * paddedBytes;
    for (let x = 0; x < 2 * pooledWidth; x += 8) {
      const first = <usize>max(min(x, width - 8), 0) << 2;
      forwardTile(plan.depth, plan.offsets, weights, from + first, bias, rows + first, 2 * rowBytes, 4, 0);
      forwardTile(plan.depth, plan.offsets, weights, from + paddedBytes + first, bias, rows + rowBytes + first, 2 * rowBytes, 4, 0);
    }
    const corner = 2 * y * width;
    let to = at + (<usize>(y * pooledWidth) << 2);
    for (let f: usize = 0; f < <usize>filters; f++, to += planeBytes) {
      const results = rows + 2 * f * rowBytes;
      const values = plan.target + to;
      const indices = plan.indices + to;
      if (pooledWidth >= 4 && isSound(maxSquareRow(results, corner, width, pooledWidth, least, values, indices))) continue;
      for (let x: usize = 0; x < <usize>pooledWidth; x++) {
        writeMaximum(results + (x << 3), rowBytes, corner + 2 * <i32>x, width, plan.relu, values + (x << 2), indices + (x << 2));
      }
    }
  }
}

/** The largest of one window, and its index in the plane. */
function writeMaximum(from: usize, rowBytes: usize, corner: i32, width: i32, relu: i32, value: usize, index: usize): void {
  const a = v128.load32_zero(from);
  const b = v128.load32_zero(from, 4);
  const c = v128.load32_zero(from + rowBytes);
  const d = v128.load32_zero(from + rowBytes, 4);
  const most = largest(a, b, c, d);
  const at = i32x4.extract_lane(largestIndex(a, b, c, d), 0);
  // Of four results one is left, so the ReLU comes last.
  v128.store32_lane(value, relu ? positive(most) : most, 0);
  store<i32>(index, corner + (at >> 1) * width + (at & 1));
}

/** 8 pixels of 4 filters. A function of its own with a single loop, as {@link gemmTile}. */
export function forwardTile(depth: i32, table: usize, a: usize, x: usize, bias: usize, c: usize, planeBytes: usize, filters: i32, relu: i32): void {
  let c00 = v128.load32_splat(bias);
  let c01 = c00;
  let c10 = v128.load32_splat(bias, 4);
  let c11 = c10;
  let c20 = v128.load32_splat(bias, 8);
  let c21 = c20;
  let c30 = v128.load32_splat(bias, 12);
  let c31 = c30;
  const end = table + (<usize>depth << 2);
  do {
    const at = x + <usize>load<i32>(table);
    const b0 = v128.load(at);
    const b1 = v128.load(at, 16);
    let w = v128.load32_splat(a);
    c00 = madd(w, b0, c00);
    c01 = madd(w, b1, c01);
    w = v128.load32_splat(a, 4);
    c10 = madd(w, b0, c10);
    c11 = madd(w, b1, c11);
    w = v128.load32_splat(a, 8);
    c20 = madd(w, b0, c20);
    c21 = madd(w, b1, c21);
    w = v128.load32_splat(a, 12);
    c30 = madd(w, b0, c30);
    c31 = madd(w, b1, c31);
    a += 16;
    table += 4;
  } while (table < end);
  if (relu) {
    c00 = positive(c00);
    c01 = positive(c01);
    c10 = positive(c10);
    c11 = positive(c11);
    c20 = positive(c20);
    c21 = positive(c21);
    c30 = positive(c30);
    c31 = positive(c31);
  }
  if (relu == 2) {
    c00 = atMost6(c00);
    c01 = atMost6(c01);
    c10 = atMost6(c10);
    c11 = atMost6(c11);
    c20 = atMost6(c20);
    c21 = atMost6(c21);
    c30 = atMost6(c30);
    c31 = atMost6(c31);
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  if (filters == 1) return;
  c += planeBytes;
  v128.store(c, c10);
  v128.store(c, c11, 16);
  if (filters == 2) return;
  c += planeBytes;
  v128.store(c, c20);
  v128.store(c, c21, 16);
  if (filters == 3) return;
  c += planeBytes;
  v128.store(c, c30);
  v128.store(c, c31, 16);
}

/**
 * Parts `begin` to `end` of the images' sums for the gradient of the weights: per block of 4 filters and pair of kernel elements
 * 8 vectors, whose lanes are yet to be added. The gradient's rows are laid out as far apart as the padded image's, with
 * zeros between, so that a sum over a plane is one loop.
 */
export function directWeightGrad(plan: DirectPlan, begin: i32, end: i32): void {
  const length = (plan.outHeight * plan.paddedWidth + 3) & ~3;
  const planeBytes = <usize>length << 2;
  for (let part = begin; part < end; part++) {
    const sums = plan.target + <usize>part * plan.partBytes;
    memory.fill(sums, 0, plan.partBytes);
    const last = ((part + 1) * plan.batch) / plan.parts;
    for (let image = (part * plan.batch) / plan.parts; image < last; image++) {
      const grads = padImage(plan, image);
      let from = plan.other + <usize>image * plan.resultBytes;
      const rowBytes = <usize>plan.outWidth << 2;
      memory.fill(grads, 0, <usize>((plan.filters + 3) & ~3) * planeBytes);
      for (let f = 0; f < plan.filters; f++) {
        let to = grads + <usize>f * planeBytes;
        for (let y = 0; y < plan.outHeight; y++) {
          memory.copy(to, from, rowBytes);
          from += rowBytes;
          to += <usize>plan.paddedWidth << 2;
        }
      }
      let at = sums;
      for (let f = 0; f < plan.filters; f += 4) {
        const g = grads + <usize>f * planeBytes;
        for (let k = 0; k < plan.depth; k += 2) {
          const x0 = scratch + <usize>load<i32>(plan.offsets + (<usize>k << 2));
          const x1 = scratch + <usize>load<i32>(plan.offsets + (<usize>min(k + 1, plan.depth - 1) << 2));
          gradTile(g, planeBytes, x0, x1, at);
          at += 128;
        }
      }
    }
  }
}

/** Adds the products of 4 planes with 2 shifts of another. */
export function gradTile(g: usize, planeBytes: usize, x0: usize, x1: usize, sums: usize): void {
  let s00 = v128.load(sums);
  let s01 = v128.load(sums, 16);
  let s10 = v128.load(sums, 32);
  let s11 = v128.load(sums, 48);
  let s20 = v128.load(sums, 64);
  let s21 = v128.load(sums, 80);
  let s30 = v128.load(sums, 96);
  let s31 = v128.load(sums, 112);
  const end = g + planeBytes;
  do {
    const left = v128.load(x0);
    const right = v128.load(x1);
    let row = v128.load(g);
    s00 = madd(row, left, s00);
    s01 = madd(row, right, s01);
    row = v128.load(g + planeBytes);
    s10 = madd(row, left, s10);
    s11 = madd(row, right, s11);
    row = v128.load(g + 2 * planeBytes);
    s20 = madd(row, left, s20);
    s21 = madd(row, right, s21);
    row = v128.load(g + 3 * planeBytes);
    s30 = madd(row, left, s30);
    s31 = madd(row, right, s31);
    g += 16;
    x0 += 16;
    x1 += 16;
  } while (g < end);
  v128.store(sums, s00);
  v128.store(sums, s01, 16);
  v128.store(sums, s10, 32);
  v128.store(sums, s11, 48);
  v128.store(sums, s20, 64);
  v128.store(sums, s21, 80);
  v128.store(sums, s30, 96);
  v128.store(sums, s31, 112);
}

/** Bytes of one part of {@link directWeightGrad}'s sums. */
export function directPartBytes(filters: i32, depth: i32): usize {
  return <usize>((filters + 3) >> 2) * <usize>((depth + 1) >> 1) * 128;
}

/** Adds the lanes and the parts of {@link directWeightGrad}'s sums, into weights [filters, depth]. */
export function directReduce(sums: usize, parts: i32, partBytes: usize, filters: i32, depth: i32, target: usize): void {
  const pairs = (depth + 1) >> 1;
  for (let f = 0; f < filters; f++) {
    for (let k = 0; k < depth; k++) {
      const at = sums + <usize>((((f >> 2) * pairs + (k >> 1)) << 7) + ((f & 3) << 5) + ((k & 1) << 4));
      let sum = v128.load(at);
      for (let part = 1; part < parts; part++) sum = f32x4.add(sum, v128.load(at + <usize>part * partBytes));
      const low = f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1);
      const high = f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3);
      store<f32>(target + <usize>((f * depth + k) << 2), low + high);
    }
  }
}
