// Convolutions in which every filter sees one channel. There is nothing to share between filters, so a plane is computed
// as one long line: rows lie as far apart as in the padded plane, and what is computed between them is left out.
//
// With a stride, the padded plane is kept as phases: one plane for each remainder of row and column by the stride. In
// these, the pixels under one kernel element lie side by side.

import { atMost6, positive, rectified } from "../epilogue";
import { madd } from "../matmul/gemm";
import { PlanePass } from "./planePass";
import { spreadRow } from "./planes";
import { scratch } from "../scratch";

/** Kernel elements that {@link depthwiseGradTile} takes at a time. */
export const GRAD_TILE_SIZE: i32 = 9;

/** The arguments of one pass. */
@unmanaged
export class DepthwisePlan extends PlanePass {
  source: usize;
  /** Forward: the weights, `[filters, kernelSize]`. Weights' gradient: the gradient of the result. */
  other: usize;
  /** One number per filter, or 0. */
  bias: usize;
  target: usize;
  /** Byte offsets of the kernel elements in the padded plane, as many as {@link depthwiseGradTile} takes at a time. */
  offsets: usize;
  kernelSize: i32;
  /** 1 for a flipped kernel. */
  isFlipped: i32;
  batch: i32;
  /** 1 to set what is negative to 0. */
  relu: i32;
}

/**
 * Clears the padded plane in scratch memory, and behind it as far as vectors reach, and gives the end. Once for all planes:
 * each of them writes the same pixels, and leaves the same zeros.
 */
function clearPlane(plan: DepthwisePlan): usize {
  const size = plan.phasesY * plan.phasesX * plan.paddedHeight * plan.paddedWidth + plan.paddedWidth + 64;
  memory.fill(scratch, 0, <usize>size << 2);
  return (scratch + (<usize>size << 2) + 15) & ~15;
}

/** Writes a plane into the cleared one, row by row, without the calls that small planes would mostly consist of. */
function padPlane(plan: DepthwisePlan, plane: i32): void {
  const rowBytes = <usize>plan.width << 2;
  let from = plan.source + <usize>(plane * plan.height) * rowBytes;
  const isStrided = plan.strideY * plan.strideX > 1;
  for (let r = 0; r < plan.height; r++, from += rowBytes) {
    if (isStrided) {
      spreadRow(from, r + plan.top, plan.width, scratch, plan.paddedHeight, plan.paddedWidth, plan.left, plan.strideY, plan.strideX, plan.phasesY, plan.phasesX);
    } else writeRow(plan, from, plan.top + r * plan.stepY);
  }
}

/** Brings one row to where there is one phase, its columns a step apart. */
function writeRow(plan: DepthwisePlan, from: usize, row: i32): void {
  if (row < 0 || row >= plan.paddedHeight) return;
  const line = scratch + (<usize>(row * plan.paddedWidth) << 2);
  const step = plan.stepX;
  let x = plan.left < 0 ? (step - 1 - plan.left) / step : 0;
  let column = plan.left + x * step;
  if (step == 1) {
    for (; x + 4 <= plan.width && column + 4 <= plan.paddedWidth; x += 4, column += 4) {
      v128.store(line + (<usize>column << 2), v128.load(from + (<usize>x << 2)));
    }
  }
  for (; x < plan.width && column < plan.paddedWidth; x++, column += step) {
    store<f32>(line + (<usize>column << 2), load<f32>(from + (<usize>x << 2)));
  }
}

/**
 * Scratch that both passes need at most: the padded plane, then the results or gradients in padded rows, then the weights
 * or their sums. In double precision, so that no size overflows.
 */
export function depthwiseScratchBytes(
  paddedHeight: f64,
  paddedWidth: f64,
  phasesY: f64,
  phasesX: f64,
  outHeight: f64,
  kernelSize: f64,
): f64 {
  const elements = paddedHeight * paddedWidth * phasesY * phasesX + (outHeight + 2) * paddedWidth;
  return (elements + 8 * kernelSize + 512) * 4;
}

/** Planes `begin` to `end` of the results of all images, each as a line. */
export function depthwiseForward(plan: DepthwisePlan, begin: i32, end: i32): void {
  const weightBytes = <usize>plan.kernelSize << 2;
  const length = <usize>(plan.outHeight * plan.paddedWidth) << 2;
  const flipped = clearPlane(plan);
  const results = (flipped + weightBytes + 15) & ~15;
  for (let plane = begin; plane < end; plane++) {
    const image = plane / plan.filters;
    const filter = plane - image * plan.filters;
    padPlane(plan, image * plan.channels + filter / (plan.filters / plan.channels));
    let weights = plan.other + <usize>filter * weightBytes;
    if (plan.isFlipped) {
      flip(weights, plan.kernelSize, flipped);
      weights = flipped;
    }
    const bias: f32 = plan.bias ? load<f32>(plan.bias + (<usize>filter << 2)) : 0;
    let at: usize = 0;
    for (; at + 64 < length; at += 128) depthwiseTile(plan.kernelSize, plan.offsets, weights, scratch + at, bias, results + at, plan.relu);
    for (; at < length; at += 32) depthwiseEnd(plan.kernelSize, plan.offsets, weights, scratch + at, bias, results + at, plan.relu);
    takeRows(results, plan, plan.target + (<usize>(plane * plan.outHeight * plan.outWidth) << 2));
  }
}

/** Flips a kernel. */
function flip(from: usize, count: i32, to: usize): void {
  const last = to + (<usize>(count - 1) << 2);
  for (let i: usize = 0; i < <usize>count << 2; i += 4) store<f32>(last - i, load<f32>(from + i));
}

/** Takes the results out of a line that has padded rows. */
function takeRows(from: usize, plan: DepthwisePlan, to: usize): void {
  for (let y = 0; y < plan.outHeight; y++) {
    const end = to + (<usize>plan.outWidth << 2);
    let at = from;
    for (; to + 16 <= end; to += 16, at += 16) v128.store(to, v128.load(at));
    for (; to < end; to += 4, at += 4) store<f32>(to, load<f32>(at));
    from += <usize>plan.paddedWidth << 2;
  }
}

/** 32 pixels of a line. A function of its own with a single loop, as `gemmTile`, and an exit in the middle, as in `gemmTile6`. */
export function depthwiseTile(kernelSize: i32, table: usize, w: usize, x: usize, bias: f32, to: usize, relu: i32): void {
  let c0 = f32x4.splat(bias);
  let c1 = c0;
  let c2 = c0;
  let c3 = c0;
  let c4 = c0;
  let c5 = c0;
  let c6 = c0;
  let c7 = c0;
  const end = table + (<usize>kernelSize << 2);
  do {
    const at = x + <usize>load<i32>(table);
    const weight = v128.load32_splat(w);
    c0 = madd(weight, v128.load(at), c0);
    c1 = madd(weight, v128.load(at, 16), c1);
    c2 = madd(weight, v128.load(at, 32), c2);
    c3 = madd(weight, v128.load(at, 48), c3);
    if (w == 0) break;
    c4 = madd(weight, v128.load(at, 64), c4);
    c5 = madd(weight, v128.load(at, 80), c5);
    c6 = madd(weight, v128.load(at, 96), c6);
    c7 = madd(weight, v128.load(at, 112), c7);
    w += 4;
    table += 4;
  } while (table < end);
  if (relu) {
    c0 = positive(c0);
    c1 = positive(c1);
    c2 = positive(c2);
    c3 = positive(c3);
    c4 = positive(c4);
    c5 = positive(c5);
    c6 = positive(c6);
    c7 = positive(c7);
  }
  if (relu == 2) {
    c0 = atMost6(c0);
    c1 = atMost6(c1);
    c2 = atMost6(c2);
    c3 = atMost6(c3);
    c4 = atMost6(c4);
    c5 = atMost6(c5);
    c6 = atMost6(c6);
    c7 = atMost6(c7);
  }
  v128.store(to, c0);
  v128.store(to, c1, 16);
  v128.store(to, c2, 32);
  v128.store(to, c3, 48);
  v128.store(to, c4, 64);
  v128.store(to, c5, 80);
  v128.store(to, c6, 96);
  v128.store(to, c7, 112);
}

/** The same for 8 pixels: small planes, and what is left of a line. */
function depthwiseEnd(kernelSize: i32, table: usize, w: usize, x: usize, bias: f32, to: usize, relu: i32): void {
  let c0 = f32x4.splat(bias);
  let c1 = c0;
  const end = table + (<usize>kernelSize << 2);
  do {
    const at = x + <usize>load<i32>(table);
    const weight = v128.load32_splat(w);
    c0 = madd(weight, v128.load(at), c0);
    c1 = madd(weight, v128.load(at, 16), c1);
    w += 4;
    table += 4;
  } while (table < end);
  v128.store(to, rectified(c0, relu));
  v128.store(to, rectified(c1, relu), 16);
}

/** Filters `begin` to `end` of the gradient of the weights, summed over all images. */
export function depthwiseWeightGrad(plan: DepthwisePlan, begin: i32, end: i32): void {
  const outSize = plan.outHeight * plan.outWidth;
  const length = (plan.outHeight * plan.paddedWidth + 3) & ~3;
  const blocks = (plan.kernelSize + GRAD_TILE_SIZE - 1) / GRAD_TILE_SIZE;
  const grads = clearPlane(plan);
  const sums = grads + (<usize>length << 2);
  memory.fill(grads, 0, <usize>length << 2);
  for (let filter = begin; filter < end; filter++) {
    memory.fill(sums, 0, <usize>(blocks * GRAD_TILE_SIZE) << 4);
    for (let image = 0; image < plan.batch; image++) {
      padPlane(plan, image * plan.channels + filter / (plan.filters / plan.channels));
      spreadRows(plan.other + (<usize>((image * plan.filters + filter) * outSize) << 2), plan, grads);
      for (let block = 0; block < blocks; block++) {
        depthwiseGradTile(grads, grads + (<usize>length << 2), scratch, plan.offsets + <usize>(block * GRAD_TILE_SIZE * 4), sums + <usize>(block * GRAD_TILE_SIZE * 16));
      }
    }
    const target = plan.target + (<usize>(filter * plan.kernelSize) << 2);
    for (let k = 0; k < plan.kernelSize; k++) {
      const sum = v128.load(sums + (<usize>k << 4));
      const low = f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1);
      const high = f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3);
      store<f32>(target + (<usize>k << 2), low + high);
    }
  }
}

/** Lays the rows of a plane as far apart as those of the padded one, and leaves the zeros that lie between. */
function spreadRows(from: usize, plan: DepthwisePlan, to: usize): void {
  for (let y = 0; y < plan.outHeight; y++) {
    const end = from + (<usize>plan.outWidth << 2);
    let at = to;
    for (; from + 16 <= end; from += 16, at += 16) v128.store(at, v128.load(from));
    for (; from < end; from += 4, at += 4) store<f32>(at, load<f32>(from));
    to += <usize>plan.paddedWidth << 2;
  }
}

/** Adds the products of a line of gradients with 9 shifts of the padded plane. */
export function depthwiseGradTile(g: usize, end: usize, x: usize, table: usize, sums: usize): void {
  let s0 = v128.load(sums);
  let s1 = v128.load(sums, 16);
  let s2 = v128.load(sums, 32);
  let s3 = v128.load(sums, 48);
  let s4 = v128.load(sums, 64);
  let s5 = v128.load(sums, 80);
  let s6 = v128.load(sums, 96);
  let s7 = v128.load(sums, 112);
  let s8 = v128.load(sums, 128);
  const x0 = <usize>load<i32>(table);
  const x1 = <usize>load<i32>(table, 4);
  const x2 = <usize>load<i32>(table, 8);
  const x3 = <usize>load<i32>(table, 12);
  const x4 = <usize>load<i32>(table, 16);
  const x5 = <usize>load<i32>(table, 20);
  const x6 = <usize>load<i32>(table, 24);
  const x7 = <usize>load<i32>(table, 28);
  const x8 = <usize>load<i32>(table, 32);
  for (; g < end; g += 16, x += 16) {
    const grad = v128.load(g);
    s0 = madd(grad, v128.load(x + x0), s0);
    s1 = madd(grad, v128.load(x + x1), s1);
    s2 = madd(grad, v128.load(x + x2), s2);
    s3 = madd(grad, v128.load(x + x3), s3);
    s4 = madd(grad, v128.load(x + x4), s4);
    s5 = madd(grad, v128.load(x + x5), s5);
    s6 = madd(grad, v128.load(x + x6), s6);
    s7 = madd(grad, v128.load(x + x7), s7);
    s8 = madd(grad, v128.load(x + x8), s8);
  }
  v128.store(sums, s0);
  v128.store(sums, s1, 16);
  v128.store(sums, s2, 32);
  v128.store(sums, s3, 48);
  v128.store(sums, s4, 64);
  v128.store(sums, s5, 80);
  v128.store(sums, s6, 96);
  v128.store(sums, s7, 112);
  v128.store(sums, s8, 128);
}
