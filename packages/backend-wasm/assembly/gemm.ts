// Matrix product in float32: C[i, j] += sum over l of A[i, l] * B[j, l].
//
// Element l of row i of a factor lies at `base + lanes[i] + depths[l]`, with tables of byte offsets. A transpose, a
// strided view and the patches of a convolution all have this form, so that none of them is copied before it is
// packed. The columns of C lie side by side, its rows anywhere.

import { scratch } from "./scratch";

/** The micro-kernel's tile: 8 sums, 4 factors and 2 vectors of B stay within V8's 15 registers. 5 x 8 spills. */
const MR: i32 = 4;
const NR: i32 = 8;
/** Blocks of the depth, of rows and of columns; packed A stays in the second-level cache. */
const KC: i32 = 256;
const MC: i32 = 96;
const NC: i32 = 512;

@inline
export function madd(x: v128, y: v128, sum: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(x, y, sum);
  return f32x4.add(sum, f32x4.mul(x, y));
}

/**
 * C[4, 8] = A[4, k] * B[k, 8] over packed panels, or with `isAdded` += it. A function of its own with a single loop: nested in others, V8
 * keeps the sums in memory. The branch between the two steps keeps it from hoisting the second step's loads.
 */
export function gemmTile(k: i32, a: usize, b: usize, c: usize, rowBytes: usize, isAdded: i32): void {
  let c00 = f32x4.splat(0);
  let c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0);
  let c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0);
  let c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0);
  let c31 = f32x4.splat(0);
  const end = b + (<usize>k << 5);
  while (true) {
    let b0 = v128.load(b);
    let b1 = v128.load(b, 16);
    let x = v128.load32_splat(a);
    c00 = madd(x, b0, c00);
    c01 = madd(x, b1, c01);
    x = v128.load32_splat(a, 4);
    c10 = madd(x, b0, c10);
    c11 = madd(x, b1, c11);
    x = v128.load32_splat(a, 8);
    c20 = madd(x, b0, c20);
    c21 = madd(x, b1, c21);
    x = v128.load32_splat(a, 12);
    c30 = madd(x, b0, c30);
    c31 = madd(x, b1, c31);
    a += 16;
    b += 32;
    if (b >= end) break;
    b0 = v128.load(b);
    b1 = v128.load(b, 16);
    x = v128.load32_splat(a);
    c00 = madd(x, b0, c00);
    c01 = madd(x, b1, c01);
    x = v128.load32_splat(a, 4);
    c10 = madd(x, b0, c10);
    c11 = madd(x, b1, c11);
    x = v128.load32_splat(a, 8);
    c20 = madd(x, b0, c20);
    c21 = madd(x, b1, c21);
    x = v128.load32_splat(a, 12);
    c30 = madd(x, b0, c30);
    c31 = madd(x, b1, c31);
    a += 16;
    b += 32;
    if (b >= end) break;
  }
  if (isAdded) {
    addRow(c, c00, c01);
    c += rowBytes;
    addRow(c, c10, c11);
    c += rowBytes;
    addRow(c, c20, c21);
    c += rowBytes;
    addRow(c, c30, c31);
  } else {
    storeRow(c, c00, c01);
    c += rowBytes;
    storeRow(c, c10, c11);
    c += rowBytes;
    storeRow(c, c20, c21);
    c += rowBytes;
    storeRow(c, c30, c31);
  }
}

@inline
function storeRow(c: usize, left: v128, right: v128): void {
  v128.store(c, left);
  v128.store(c, right, 16);
}

@inline
function addRow(c: usize, left: v128, right: v128): void {
  v128.store(c, f32x4.add(v128.load(c), left));
  v128.store(c, f32x4.add(v128.load(c, 16), right), 16);
}

@inline
function offset(table: usize, i: i32): usize {
  return <usize>load<i32>(table + (<usize>i << 2));
}

/** Packs rows of A in panels of 4, depth by depth; rows that are missing are zero. */
export function packRows(base: usize, lanes: usize, count: i32, depths: usize, depth: i32, out: usize): void {
  for (let i = 0; i < count; i += MR) {
    const p0 = base + offset(lanes, i);
    const p1 = base + offset(lanes, min(i + 1, count - 1));
    const p2 = base + offset(lanes, min(i + 2, count - 1));
    const p3 = base + offset(lanes, min(i + 3, count - 1));
    for (let l = 0; l < depth; l++) {
      const d = offset(depths, l);
      store<f32>(out, load<f32>(p0 + d));
      store<f32>(out, load<f32>(p1 + d), 4);
      store<f32>(out, load<f32>(p2 + d), 8);
      store<f32>(out, load<f32>(p3 + d), 12);
      out += 16;
    }
  }
}

/** Whether 8 lanes lie side by side. */
function isDense(lanes: usize): bool {
  const first = load<i32>(lanes);
  for (let j = 1; j < NR; j++) if (load<i32>(lanes + (<usize>j << 2)) != first + (j << 2)) return false;
  return true;
}

/** Packs columns of B in panels of 8, depth by depth. Columns that are missing repeat the last one: nobody reads them. */
export function packColumns(base: usize, lanes: usize, count: i32, depths: usize, depth: i32, out: usize): void {
  for (let j = 0; j < count; j += NR) {
    const table = lanes + (<usize>j << 2);
    if (j + NR <= count && isDense(table)) {
      const p = base + <usize>load<i32>(table);
      for (let l = 0; l < depth; l++) {
        const at = p + offset(depths, l);
        v128.store(out, v128.load(at));
        v128.store(out, v128.load(at, 16), 16);
        out += 32;
      }
    } else {
      packSparsePanel(base, table, min(NR, count - j), depths, depth, out);
      out += <usize>depth << 5;
    }
  }
}

function packSparsePanel(base: usize, lanes: usize, count: i32, depths: usize, depth: i32, out: usize): void {
  const last = count - 1;
  const p0 = base + offset(lanes, 0);
  const p1 = base + offset(lanes, min(1, last));
  const p2 = base + offset(lanes, min(2, last));
  const p3 = base + offset(lanes, min(3, last));
  const p4 = base + offset(lanes, min(4, last));
  const p5 = base + offset(lanes, min(5, last));
  const p6 = base + offset(lanes, min(6, last));
  const p7 = base + offset(lanes, min(7, last));
  for (let l = 0; l < depth; l++) {
    const d = offset(depths, l);
    store<f32>(out, load<f32>(p0 + d));
    store<f32>(out, load<f32>(p1 + d), 4);
    store<f32>(out, load<f32>(p2 + d), 8);
    store<f32>(out, load<f32>(p3 + d), 12);
    store<f32>(out, load<f32>(p4 + d), 16);
    store<f32>(out, load<f32>(p5 + d), 20);
    store<f32>(out, load<f32>(p6 + d), 24);
    store<f32>(out, load<f32>(p7 + d), 28);
    out += 32;
  }
}

/** C += A * B, block by block. */
export function gemm(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aLanes: usize,
  aDepths: usize,
  b: usize,
  bLanes: usize,
  bDepths: usize,
  c: usize,
  cRowBytes: usize,
): void {
  const packedB = scratch;
  const packedA = packedB + <usize>(KC * NC * 4);
  const ragged = packedA + <usize>(KC * MC * 4);
  for (let j = 0; j < n; j += NC) {
    const columns = min(NC, n - j);
    for (let l = 0; l < k; l += KC) {
      const depth = min(KC, k - l);
      const at = <usize>l << 2;
      packColumns(b, bLanes + (<usize>j << 2), columns, bDepths + at, depth, packedB);
      for (let i = 0; i < m; i += MC) {
        const rows = min(MC, m - i);
        packRows(a, aLanes + (<usize>i << 2), rows, aDepths + at, depth, packedA);
        multiplyPanels(rows, columns, depth, packedA, packedB, c + <usize>i * cRowBytes + (<usize>j << 2), cRowBytes, ragged);
      }
    }
  }
}

function multiplyPanels(rows: i32, columns: i32, depth: i32, a: usize, b: usize, c: usize, rowBytes: usize, ragged: usize): void {
  for (let j = 0; j < columns; j += NR) {
    const panelB = b + (<usize>(j * depth) << 2);
    for (let i = 0; i < rows; i += MR) {
      const panelA = a + (<usize>(i * depth) << 2);
      const tile = c + <usize>i * rowBytes + (<usize>j << 2);
      if (i + MR <= rows && j + NR <= columns) gemmTile(depth, panelA, panelB, tile, rowBytes, 1);
      else raggedTile(min(MR, rows - i), min(NR, columns - j), depth, panelA, panelB, tile, rowBytes, ragged);
    }
  }
}

/** A tile over the edge: computed whole beside C, of which only what exists is added. */
function raggedTile(rows: i32, columns: i32, depth: i32, a: usize, b: usize, c: usize, rowBytes: usize, tile: usize): void {
  gemmTile(depth, a, b, tile, NR * 4, 0);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const p = c + <usize>i * rowBytes + (<usize>j << 2);
      store<f32>(p, load<f32>(p) + load<f32>(tile + <usize>((i * NR + j) << 2)));
    }
  }
}
