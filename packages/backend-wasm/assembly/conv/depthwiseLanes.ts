// Convolutions in which every filter sees one channel, over small maps: the lanes are four channels, as the rows of such maps do not
// fill a vector.

import { rectified } from "../epilogue";
import { madd } from "../matmul/gemm";
import { fourLanes } from "../matmul/pack";
import { scratch } from "../scratch";
import { DepthwisePlan } from "./depthwise";

/** Pairs of pixels that {@link pairsTile} computes. */
const PAIRS: i32 = 4;

/**
 * Scratch for four channels: the padded planes with all phases, the results, the weights, and where the pairs are. In double
 * precision, so that no size overflows.
 */
export function depthwiseLanesBytes(
  paddedHeight: f64,
  paddedWidth: f64,
  phasesY: f64,
  phasesX: f64,
  outHeight: f64,
  outWidth: f64,
  kernelSize: f64,
): f64 {
  const elements = paddedHeight * paddedWidth * phasesY * phasesX + outHeight * (outWidth + 1) + kernelSize;
  return (elements + <f64>(4 * PAIRS + 8)) * 16 + outHeight * (outWidth + 1) * 4;
}

/** Fours of channels `begin` to `end`, in all images. Channels that are missing repeat the last. */
export function depthwiseLanes(plan: DepthwisePlan, begin: i32, end: i32): void {
  const size = plan.phasesY * plan.phasesX * plan.paddedHeight * plan.paddedWidth;
  // A pair may reach one pixel further than the plane.
  const biases = scratch + (<usize>(size + 2) << 4);
  const weights = biases + 16;
  const pairsX = (plan.outWidth + 1) >> 1;
  const pairs = plan.outHeight * pairsX;
  const table = weights + (<usize>plan.kernelSize << 4);
  const results = (table + (<usize>(pairs + PAIRS) << 2) + 15) & ~15;
  memory.fill(scratch, 0, <usize>(size + 2) << 4);
  writePairs(plan, pairsX, pairs, table);
  const last = plan.filters - 1;
  for (let four = begin; four < end; four++) {
    const channel = four << 2;
    packWeights(plan, channel, last, weights);
    const c1 = min(channel + 1, last);
    const c2 = min(channel + 2, last);
    const c3 = min(channel + 3, last);
    const bias = plan.bias;
    const lanes = bias
      ? fourLanes(bias + (<usize>channel << 2), bias + (<usize>c1 << 2), bias + (<usize>c2 << 2), bias + (<usize>c3 << 2))
      : f32x4.splat(0);
    v128.store(biases, lanes);
    const count = min(4, plan.filters - channel);
    for (let image = 0; image < plan.batch; image++) {
      gatherFour(plan, image * plan.filters, channel, c1, c2, c3);
      for (let pair = 0; pair < pairs; pair += PAIRS) {
        pairsTile(plan.kernelSize, plan.offsets, weights, table + (<usize>pair << 2), biases, results + (<usize>pair << 5), plan.relu);
      }
      scatterFour(plan, image * plan.filters + channel, count, results);
    }
  }
}

/** Offsets of the first pixel under the kernel of each pair of outputs, in a padded plane; those that are missing repeat the last. */
function writePairs(plan: DepthwisePlan, pairsX: i32, pairs: i32, table: usize): void {
  for (let pair = 0; pair < pairs + PAIRS; pair++) {
    const at = min(pair, pairs - 1);
    const y = at / pairsX;
    store<i32>(table + (<usize>pair << 2), (y * plan.paddedWidth + 2 * (at - y * pairsX)) << 4);
  }
}

/** The kernels of four filters side by side, flipped where the plan says so. */
function packWeights(plan: DepthwisePlan, channel: i32, last: i32, to: usize): void {
  const bytes = <usize>plan.kernelSize << 2;
  const p0 = plan.other + <usize>channel * bytes;
  const p1 = plan.other + <usize>min(channel + 1, last) * bytes;
  const p2 = plan.other + <usize>min(channel + 2, last) * bytes;
  const p3 = plan.other + <usize>min(channel + 3, last) * bytes;
  for (let at: usize = 0; at < bytes; at += 4, to += 16) {
    const from = plan.isFlipped ? bytes - 4 - at : at;
    v128.store(to, fourLanes(p0 + from, p1 + from, p2 + from, p3 + from));
  }
}

/** Writes four planes of an image side by side into the padded one, whose other pixels stay 0. */
function gatherFour(plan: DepthwisePlan, plane: i32, c0: i32, c1: i32, c2: i32, c3: i32): void {
  const planeBytes = <usize>(plan.height * plan.width) << 2;
  const image = plan.source + <usize>plane * planeBytes;
  let p0 = image + <usize>c0 * planeBytes;
  let p1 = image + <usize>c1 * planeBytes;
  let p2 = image + <usize>c2 * planeBytes;
  let p3 = image + <usize>c3 * planeBytes;
  const isStrided = plan.strideY * plan.strideX > 1;
  const phaseSize = plan.paddedHeight * plan.paddedWidth;
  for (let r = 0; r < plan.height; r++) {
    const y = plan.top + (isStrided ? r : r * plan.stepY);
    const phaseY = isStrided ? y % plan.strideY : 0;
    const row = isStrided ? y / plan.strideY : y;
    const isOut = y < 0 || phaseY >= plan.phasesY || row >= plan.paddedHeight;
    for (let c = 0; c < plan.width; c++, p0 += 4, p1 += 4, p2 += 4, p3 += 4) {
      const x = plan.left + (isStrided ? c : c * plan.stepX);
      const phaseX = isStrided ? x % plan.strideX : 0;
      const column = isStrided ? x / plan.strideX : x;
      if (isOut || x < 0 || phaseX >= plan.phasesX || column >= plan.paddedWidth) continue;
      const at = (phaseY * plan.phasesX + phaseX) * phaseSize + row * plan.paddedWidth + column;
      v128.store(scratch + (<usize>at << 4), fourLanes(p0, p1, p2, p3));
    }
  }
}

/** Brings the results of four filters to their planes. */
function scatterFour(plan: DepthwisePlan, plane: i32, count: i32, results: usize): void {
  const planeBytes = <usize>(plan.outHeight * plan.outWidth) << 2;
  let to = plan.target + <usize>plane * planeBytes;
  for (let y = 0; y < plan.outHeight; y++) {
    for (let x = 0; x < plan.outWidth; x++, to += 4, results += 16) {
      const lanes = v128.load(results);
      v128.store32_lane(to, lanes, 0);
      if (count > 1) v128.store32_lane(to + planeBytes, lanes, 1);
      if (count > 2) v128.store32_lane(to + 2 * planeBytes, lanes, 2);
      if (count > 3) v128.store32_lane(to + 3 * planeBytes, lanes, 3);
    }
    // A row of an odd number of pixels ends with half a pair.
    results += <usize>(plan.outWidth & 1) << 4;
  }
}

/** Four pairs of pixels of four channels each. A function of its own with a single loop, as `gemmTile`, and an exit as in `gemmTile6`. */
export function pairsTile(kernelSize: i32, offsets: usize, w: usize, pairs: usize, biases: usize, to: usize, relu: i32): void {
  let c0 = v128.load(biases);
  let c1 = c0;
  let c2 = c0;
  let c3 = c0;
  let c4 = c0;
  let c5 = c0;
  let c6 = c0;
  let c7 = c0;
  const x0 = scratch + <usize>load<i32>(pairs);
  const x1 = scratch + <usize>load<i32>(pairs, 4);
  const x2 = scratch + <usize>load<i32>(pairs, 8);
  const x3 = scratch + <usize>load<i32>(pairs, 12);
  const end = w + (<usize>kernelSize << 4);
  do {
    // Offsets are those of single numbers.
    const at = <usize>load<i32>(offsets) << 2;
    const weight = v128.load(w);
    c0 = madd(weight, v128.load(x0 + at), c0);
    c1 = madd(weight, v128.load(x0 + at, 16), c1);
    c2 = madd(weight, v128.load(x1 + at), c2);
    c3 = madd(weight, v128.load(x1 + at, 16), c3);
    if (w == 0) break;
    c4 = madd(weight, v128.load(x2 + at), c4);
    c5 = madd(weight, v128.load(x2 + at, 16), c5);
    c6 = madd(weight, v128.load(x3 + at), c6);
    c7 = madd(weight, v128.load(x3 + at, 16), c7);
    w += 16;
    offsets += 4;
  } while (w < end);
  v128.store(to, rectified(c0, relu));
  v128.store(to, rectified(c1, relu), 16);
  v128.store(to, rectified(c2, relu), 32);
  v128.store(to, rectified(c3, relu), 48);
  v128.store(to, rectified(c4, relu), 64);
  v128.store(to, rectified(c5, relu), 80);
  v128.store(to, rectified(c6, relu), 96);
  v128.store(to, rectified(c7, relu), 112);
}
