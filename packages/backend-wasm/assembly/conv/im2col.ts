// Convolutions as matrix products, one per image and group, with the patches of the padded image as a factor.

import { rectifyRows } from "../epilogue";
import { gemm } from "../matmul/gemm";
import { padPlanes } from "./planes";

/**
 * The arguments of one pass. A factor's start is given with what is added to
 * it from image to image and from group to group.
 */
@unmanaged
export class ProductPlan {
  batch: i32;
  groups: i32;
  /** 0 where the planes are used as they are. */
  isPadded: i32;
  /** Parts of the batch, each of which is cut by columns; each piece pads its images in memory of its own. */
  parts: i32;
  cuts: i32;
  /** Columns of a piece, a multiple of the tile's. */
  cutColumns: i32;
  padded: usize;
  paddedBytes: usize;
  source: usize;
  sourceBytes: usize;
  channels: i32;
  height: i32;
  width: i32;
  paddedHeight: i32;
  paddedWidth: i32;
  top: i32;
  left: i32;
  stepY: i32;
  stepX: i32;
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
  /** 1 to set what is negative to 0. */
  relu: i32;
}

/** Pieces `begin` to `end`: part by part, cut by cut. */
export function convProducts(plan: ProductPlan, begin: i32, end: i32): void {
  const rowBytes = <usize>plan.columns << 2;
  for (let piece = begin; piece < end; piece++) {
    const part = piece / plan.cuts;
    const column = (piece % plan.cuts) * plan.cutColumns;
    const columns = min(plan.cutColumns, plan.columns - column);
    const at = <usize>column << 2;
    const space = plan.padded + <usize>piece * plan.paddedBytes;
    const target = plan.target + <usize>part * plan.targetPart + at;
    const last = ((part + 1) * plan.batch) / plan.parts;
    const isSum = plan.targetImage == 0;
    if (isSum) clearRows(target, plan.groups * plan.rows, columns, rowBytes);
    for (let image = (part * plan.batch) / plan.parts; image < last; image++) {
      const source = plan.source + <usize>image * plan.sourceBytes;
      let padded = source;
      if (plan.isPadded) {
        padded = space;
        padPlanes(source, plan.channels, plan.height, plan.width, padded, plan.paddedHeight, plan.paddedWidth, plan.top, plan.left, plan.stepY, plan.stepX);
      }
      for (let group: usize = 0; group < <usize>plan.groups; group++) {
        const a = plan.a + <usize>image * plan.aImage + group * plan.aGroup;
        const b = padded + group * plan.bGroup;
        const c = target + <usize>image * plan.targetImage + group * plan.targetGroup;
        const isAdded = isSum || plan.bias != 0;
        if (plan.bias && !isSum) fillRows(c, plan.rows, columns, rowBytes, plan.bias + ((group * <usize>plan.rows) << 2));
        gemm(plan.rows, columns, plan.depth, a, plan.aLanes, plan.aDepths, b, plan.bLanes + at, plan.bDepths, c, rowBytes, isAdded);
        if (plan.relu) rectifyRows(c, plan.rows, columns, rowBytes);
      }
    }
  }
}

/** Sets rows to 0. */
function clearRows(c: usize, rows: i32, columns: i32, rowBytes: usize): void {
  for (; rows > 0; rows--, c += rowBytes) memory.fill(c, 0, <usize>columns << 2);
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
