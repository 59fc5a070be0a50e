// Convolutions as matrix products, one per image and group, with the patches of the padded image as a factor.

import { positive } from "./epilogue";
import { gemm } from "./gemm";
import { padPlanes } from "./planes";

/**
 * What the host says of one pass; all fields are 4 bytes, in this order. A factor's start is given with what is added to
 * it from image to image and from group to group.
 */
@unmanaged
export class ProductPlan {
  batch: i32;
  groups: i32;
  /** 0 where the planes are used as they are. */
  isPadded: i32;
  /** Parts of the batch; each pads its images in memory of its own. */
  parts: i32;
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

/** Parts `begin` to `end` of the batch. */
export function convProducts(plan: ProductPlan, begin: i32, end: i32): void {
  for (let part = begin; part < end; part++) {
    const space = plan.padded + <usize>part * plan.paddedBytes;
    const target = plan.target + <usize>part * plan.targetPart;
    const last = ((part + 1) * plan.batch) / plan.parts;
    const isSum = plan.targetImage == 0;
    if (isSum) memory.fill(target, 0, <usize>(plan.groups * plan.rows * plan.columns * 4));
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
        if (plan.bias && !isSum) fillRows(c, plan.rows, plan.columns, plan.bias + ((group * <usize>plan.rows) << 2));
        gemm(plan.rows, plan.columns, plan.depth, a, plan.aLanes, plan.aDepths, b, plan.bLanes, plan.bDepths, c, <usize>plan.columns << 2, isAdded);
        if (plan.relu) rectify(c, plan.rows * plan.columns);
      }
    }
  }
}

/** Sets what is negative to 0. */
function rectify(c: usize, count: i32): void {
  const end = c + (<usize>count << 2);
  for (; c + 16 <= end; c += 16) v128.store(c, positive(v128.load(c)));
  for (; c < end; c += 4) if (load<f32>(c) < 0) store<f32>(c, 0);
}

/** Sets each row to its number of the bias. */
function fillRows(c: usize, rows: i32, columns: i32, bias: usize): void {
  for (let r = 0; r < rows; r++) {
    const value = load<f32>(bias + (<usize>r << 2));
    for (let i = 0; i < columns; i++) {
      store<f32>(c, value);
      c += 4;
    }
  }
}

/** The sum of all parts' sums, in order. */
export function addParts(target: usize, sums: usize, parts: i32, count: i32): void {
  const bytes = <usize>count << 2;
  for (let i: usize = 0; i < bytes; i += 4) {
    let sum = load<f32>(sums + i);
    for (let part: usize = 1; part < <usize>parts; part++) sum += load<f32>(sums + part * bytes + i);
    store<f32>(target + i, sum);
  }
}
