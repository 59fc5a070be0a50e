// Convolutions as matrix products, one per group and image, or some images together, with the patches of the padded images
// as a factor.

import { rectified, rectifyRows } from "../epilogue";
import { gemm } from "../matmul/gemm";
import { PlanePass } from "./planePass";
import { padPhases, padPlanes } from "./planes";

/**
 * The arguments of one pass. A factor's start is given with what is added to
 * it from image to image and from group to group.
 */
@unmanaged
export class ProductPlan extends PlanePass {
  batch: i32;
  groups: i32;
  /** 0 where the planes are used as they are. */
  isPadded: i32;
  /** Images that one product takes: their patches side by side, or with sums behind each other. */
  images: i32;
  /** Parts of the batch, each of which is cut by columns, or where there is `joined` by rows; each piece pads its images
   * in memory of its own. */
  parts: i32;
  cuts: i32;
  /** Rows and columns of a piece, multiples of the tile's. */
  cutRows: i32;
  cutColumns: i32;
  /** Where the results of several images lie before each goes to its own, or 0. */
  joined: usize;
  padded: usize;
  paddedBytes: usize;
  source: usize;
  sourceBytes: usize;
  rows: i32;
  columns: i32;
  depth: i32;
  a: usize;
  aImage: usize;
  aGroup: usize;
  aLanes: usize;
  aDepths: usize;
  bGroup: usize;
  bLanes: usize;
  bDepths: usize;
  target: usize;
  /** 0 where all images of a part are summed. */
  targetImage: usize;
  targetGroup: usize;
  /** Bytes between the sums of the parts. */
  targetPart: usize;
  /** One number per row of all groups, which the products are added to, or 0. */
  bias: usize;
  /** 1 to set what is negative to 0, and 2 what is above 6 to that too. */
  relu: i32;
}

/** Pieces `begin` to `end`: part by part, cut by cut. */
export function convProducts(plan: ProductPlan, begin: i32, end: i32): void {
  for (let piece = begin; piece < end; piece++) {
    if (plan.joined) joinedProducts(plan, piece);
    else imageProducts(plan, piece);
  }
}

/** The images from `image` on, padded where need be in the memory of a piece. */
function padImages(plan: ProductPlan, piece: i32, image: i32, count: i32): usize {
  const source = plan.source + <usize>image * plan.sourceBytes;
  if (!plan.isPadded) return source;
  const padded = plan.padded + <usize>(piece * plan.images) * plan.paddedBytes;
  const planes = count * plan.groups * plan.channels;
  if (plan.strideY * plan.strideX == 1) {
    padPlanes(source, planes, plan.height, plan.width, padded, plan.paddedHeight, plan.paddedWidth, plan.top, plan.left, plan.stepY, plan.stepX);
  } else {
    padPhases(source, planes, plan.height, plan.width, padded, plan.paddedHeight, plan.paddedWidth, plan.top, plan.left, plan.strideY, plan.strideX, plan.phasesY, plan.phasesX);
  }
  return padded;
}

/** A product for each image, or the sum of those of all images. */
function imageProducts(plan: ProductPlan, piece: i32): void {
  const rowBytes = <usize>plan.columns << 2;
  const part = piece / plan.cuts;
  const column = (piece % plan.cuts) * plan.cutColumns;
  const columns = min(plan.cutColumns, plan.columns - column);
  const at = <usize>column << 2;
  const target = plan.target + <usize>part * plan.targetPart + at;
  const first = (part * plan.batch) / plan.parts;
  const last = ((part + 1) * plan.batch) / plan.parts;
  const isSum = plan.targetImage == 0;
  for (let image = first; image < last; image += plan.images) {
    const count = min(plan.images, last - image);
    const padded = padImages(plan, piece, image, count);
    for (let group: usize = 0; group < <usize>plan.groups; group++) {
      const a = plan.a + <usize>image * plan.aImage + group * plan.aGroup;
      const b = padded + group * plan.bGroup;
      const c = target + <usize>image * plan.targetImage + group * plan.targetGroup;
      const isAdded = isSum ? image > first : plan.bias != 0;
      if (plan.bias && !isSum) fillRows(c, plan.rows, columns, rowBytes, plan.bias + ((group * <usize>plan.rows) << 2));
      gemm<f32>(plan.rows, columns, count * plan.depth, a, plan.aLanes, plan.aDepths, b, plan.bLanes + at, plan.bDepths, c, rowBytes, isAdded);
      if (plan.relu) rectifyRows<f32>(c, plan.rows, columns, rowBytes, plan.relu);
    }
  }
}

/** Products whose columns are those of several images; then the rows of each image go to their places. */
function joinedProducts(plan: ProductPlan, piece: i32): void {
  const first = piece * plan.cutRows;
  const rows = min(plan.cutRows, plan.rows - first);
  const imageBytes = <usize>plan.columns << 2;
  const joined = plan.joined + <usize>(piece * plan.cutRows * plan.images) * imageBytes;
  const lanes = plan.aLanes + (<usize>first << 2);
  for (let image = 0; image < plan.batch; image += plan.images) {
    const count = min(plan.images, plan.batch - image);
    const padded = padImages(plan, piece, image, count);
    const rowBytes = <usize>count * imageBytes;
    for (let group = 0; group < plan.groups; group++) {
      const a = plan.a + <usize>group * plan.aGroup;
      gemm<f32>(rows, count * plan.columns, plan.depth, a, lanes, plan.aDepths, padded + <usize>group * plan.bGroup, plan.bLanes, plan.bDepths, joined, rowBytes, false);
      const target = plan.target + <usize>group * plan.targetGroup + <usize>first * imageBytes;
      for (let row = 0; row < rows; row++) {
        const bias: f32 = plan.bias ? load<f32>(plan.bias + (<usize>(group * plan.rows + first + row) << 2)) : 0;
        let from = joined + <usize>row * rowBytes;
        let to = target + <usize>image * plan.targetImage + <usize>row * imageBytes;
        for (let i = 0; i < count; i++) {
          placeRow(from, to, imageBytes, bias, plan.relu);
          from += imageBytes;
          to += plan.targetImage;
        }
      }
    }
  }
}

/** Copies a row with its bias added, {@link rectified}. */
function placeRow(from: usize, to: usize, bytes: usize, bias: f32, relu: i32): void {
  const end = from + bytes;
  const biases = f32x4.splat(bias);
  for (; from + 16 <= end; from += 16, to += 16) {
    const sum = f32x4.add(v128.load(from), biases);
    v128.store(to, rectified(sum, relu));
  }
  for (; from < end; from += 4, to += 4) {
    v128.store32_lane(to, rectified(f32x4.add(v128.load32_splat(from), biases), relu), 0);
  }
}

/** Sets each row to its number of the bias. */
function fillRows(c: usize, rows: i32, columns: i32, rowBytes: usize, bias: usize): void {
  for (; rows > 0; rows--, c += rowBytes, bias += 4) {
    const value = load<f32>(bias);
    const end = c + (<usize>columns << 2);
    for (let at = c; at < end; at += 4) store<f32>(at, value);
  }
}

/** The sum of all parts' sums of `count` elements, in order, for the elements from `begin` to `end`. */
export function addParts(target: usize, sums: usize, parts: i32, count: i32, begin: i32, end: i32): void {
  const bytes = <usize>count << 2;
  const stop = <usize>end << 2;
  let i = <usize>begin << 2;
  for (; i + 16 <= stop; i += 16) {
    let sum = v128.load(sums + i);
    for (let part: usize = 1; part < <usize>parts; part++) sum = f32x4.add(sum, v128.load(sums + part * bytes + i));
    v128.store(target + i, sum);
  }
  for (; i < stop; i += 4) {
    let sum = load<f32>(sums + i);
    for (let part: usize = 1; part < <usize>parts; part++) sum += load<f32>(sums + part * bytes + i);
    store<f32>(target + i, sum);
  }
}
