// The gradient of a convolution's weights from that of 2x2 windows' maxima: a quarter of the pixels at most have a gradient,
// and those under a dead ReLU have none. So each gradient that is there is multiplied with the rows of its window of the
// padded image, and all others are passed over.

import { loadSome } from "../lanes";
import { DirectPlan, padImage } from "./direct";
import { madd } from "../matmul/gemm";

/** Where the next of a list goes, behind one that counts only with `bit` of `mask`. */
@inline
function behind(at: usize, mask: i32, bit: i32): usize {
  return at + (((<usize>mask >> bit) & 1) << 3);
}

/** For each window of a plane, the index of its lower row, and what lies between its row and the padded one. */
function listRows(plan: DirectPlan, to: usize): usize {
  const width = plan.outWidth >> 1;
  const height = plan.outHeight >> 1;
  const further = plan.paddedWidth - plan.outWidth;
  const size = (width * height + 3) >> 2;
  let at = to;
  for (let i = 0; i < 4 * size; i++) {
    const y = i / width;
    store<i32>(at, (2 * y + 1) * plan.outWidth);
    store<i32>(at, 2 * y * further, 16);
    at += (i & 3) == 3 ? 20 : 4;
  }
  return at;
}

/**
 * Lists the gradients that are not 0, each with the byte offset of its window in a padded plane, and gives the end of the
 * list: an even number of pairs, the last of which may be 0 at offset 0. `rows` is what {@link listRows} wrote.
 */
function listGradients(plan: DirectPlan, grads: usize, indices: usize, rows: usize, list: usize): usize {
  const further = i32x4.splat(plan.paddedWidth - plan.outWidth);
  const count = (plan.outHeight >> 1) * (plan.outWidth >> 1);
  let at = list;
  for (let i = 0; i < count; i += 4) {
    const left = count - i;
    const grad = left < 4 ? loadSome(grads, left, f32x4.splat(0)) : v128.load(grads);
    const index = left < 4 ? loadSome(indices, left, f32x4.splat(0)) : v128.load(indices);
    const lower = v128.and(i32x4.ge_s(index, v128.load(rows)), further);
    const offset = i32x4.shl(i32x4.add(i32x4.add(index, v128.load(rows, 16)), lower), 2);
    const isThere = i32x4.bitmask(f32x4.ne(grad, f32x4.splat(0)));
    const first = v128.shuffle<i32>(offset, grad, 0, 4, 1, 5);
    const second = v128.shuffle<i32>(offset, grad, 2, 6, 3, 7);
    v128.store64_lane(at, first, 0);
    at = behind(at, isThere, 0);
    v128.store64_lane(at, first, 1);
    at = behind(at, isThere, 1);
    v128.store64_lane(at, second, 0);
    at = behind(at, isThere, 2);
    v128.store64_lane(at, second, 1);
    at = behind(at, isThere, 3);
    grads += 16;
    indices += 16;
    rows += 32;
  }
  store<u64>(at, 0);
  return (at - list) & 8 ? at + 8 : at;
}

/** Adds each gradient times four pixels of three rows, `rowBytes` apart, to three vectors. */
export function addThreeRows(list: usize, end: usize, x: usize, rowBytes: usize, sums: usize): void {
  let a = v128.load(sums);
  let b = v128.load(sums, 16);
  let c = v128.load(sums, 32);
  let d = f32x4.splat(0);
  let e = f32x4.splat(0);
  let f = f32x4.splat(0);
  while (list < end) {
    let at = x + <usize>load<i32>(list);
    let g = v128.load32_splat(list, 4);
    a = madd(g, v128.load(at), a);
    b = madd(g, v128.load(at + rowBytes), b);
    c = madd(g, v128.load(at + 2 * rowBytes), c);
    at = x + <usize>load<i32>(list, 8);
    g = v128.load32_splat(list, 12);
    d = madd(g, v128.load(at), d);
    e = madd(g, v128.load(at + rowBytes), e);
    f = madd(g, v128.load(at + 2 * rowBytes), f);
    list += 16;
  }
  v128.store(sums, f32x4.add(a, d));
  v128.store(sums, f32x4.add(b, e), 16);
  v128.store(sums, f32x4.add(c, f), 32);
}

/** The same for one row. */
export function addRow(list: usize, end: usize, x: usize, sums: usize): void {
  let a = v128.load(sums);
  let b = f32x4.splat(0);
  while (list < end) {
    a = madd(v128.load32_splat(list, 4), v128.load(x + <usize>load<i32>(list)), a);
    b = madd(v128.load32_splat(list, 12), v128.load(x + <usize>load<i32>(list, 8)), b);
    list += 16;
  }
  v128.store(sums, f32x4.add(a, b));
}

/**
 * Parts `begin` to `end` of the images' sums: per filter and channel, and per four columns of the kernel, a vector for each
 * row of the kernel. `kernelRowBytes` is the distance of those rows in the padded image.
 */
export function sparseWeightGrad(plan: DirectPlan, kernelHeight: i32, kernelWidth: i32, kernelRowBytes: usize, begin: i32, end: i32): void {
  const planeBytes = <usize>(plan.paddedHeight * plan.paddedWidth) << 2;
  const pooledBytes = <usize>((plan.outHeight >> 1) * (plan.outWidth >> 1)) << 2;
  for (let part = begin; part < end; part++) {
    const sums = plan.target + <usize>part * plan.partBytes;
    memory.fill(sums, 0, plan.partBytes);
    const last = ((part + 1) * plan.batch) / plan.parts;
    for (let image = (part * plan.batch) / plan.parts; image < last; image++) {
      const rows = padImage(plan, image);
      const padded = rows - 64 - <usize>plan.channels * planeBytes;
      const list = listRows(plan, rows);
      let to = sums;
      for (let f = 0; f < plan.filters; f++) {
        const offset = <usize>image * plan.resultBytes + <usize>f * pooledBytes;
        const stop = listGradients(plan, plan.other + offset, plan.indices + offset, rows, list);
        for (let c = 0; c < plan.channels; c++) {
          for (let column = 0; column < kernelWidth; column += 4) {
            let x = padded + <usize>c * planeBytes + (<usize>column << 2);
            let r = 0;
            for (; r + 3 <= kernelHeight; r += 3) {
              addThreeRows(list, stop, x, kernelRowBytes, to);
              x += 3 * kernelRowBytes;
              to += 48;
            }
            for (; r < kernelHeight; r++) {
              addRow(list, stop, x, to);
              x += kernelRowBytes;
              to += 16;
            }
          }
        }
      }
    }
  }
}

/** Bytes of one part of {@link sparseWeightGrad}'s sums. */
export function sparsePartBytes(kernels: i32, kernelHeight: i32, kernelWidth: i32): usize {
  return <usize>kernels * <usize>kernelHeight * <usize>((kernelWidth + 3) >> 2) * 16;
}

/** Adds the parts of {@link sparseWeightGrad}'s sums, into `kernels` kernels of weights. */
export function sparseReduce(sums: usize, parts: i32, partBytes: usize, kernels: i32, kernelHeight: i32, kernelWidth: i32, target: usize): void {
  for (let kernel = 0; kernel < kernels; kernel++) {
    for (let column = 0; column < kernelWidth; column += 4) {
      for (let r = 0; r < kernelHeight; r++) {
        let sum = v128.load(sums);
        for (let part = 1; part < parts; part++) sum = f32x4.add(sum, v128.load(sums + <usize>part * partBytes));
        v128.store(sums, sum);
        const to = target + (<usize>(r * kernelWidth + column) << 2);
        for (let i = 0; i < min(4, kernelWidth - column); i++) {
          store<f32>(to + (<usize>i << 2), load<f32>(sums + (<usize>i << 2)));
        }
        sums += 16;
      }
    }
    target += <usize>(kernelHeight * kernelWidth) << 2;
  }
}
