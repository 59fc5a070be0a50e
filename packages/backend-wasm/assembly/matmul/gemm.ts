// Matrix product in float32: C[i, j] += sum over l of A[i, l] * B[j, l].
//
// Element l of row i of a factor lies at `base + lanes[i] + depths[l]`, with tables of byte offsets. A transpose, a
// strided view and the patches of a convolution all have this form, so that none of them is copied before it is
// packed. The columns of C lie side by side, its rows anywhere.

import { scratch } from "../scratch";
import { MR, NR, packColumns, packRows } from "./pack";

/** Blocks of the depth, of rows and of columns; packed A stays in the second-level cache. */
export const KC: i32 = 256;
const MC: i32 = 96;
export const NC: i32 = 512;

@inline
export function madd(x: v128, y: v128, sum: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(x, y, sum);
  return f32x4.add(sum, f32x4.mul(x, y));
}

/**
 * C[4, 8] = A[4, k] * B[k, 8] over packed panels, or with `isAdded` += it. A function of its own with a single loop: nested in others, V8
 * keeps the sums in memory. The branch between the two steps keeps it from hoisting the second step's loads.
 */
export function gemmTile(k: i32, a: usize, b: usize, c: usize, rowBytes: usize, isAdded: bool): void {
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

/**
 * The same for 6 rows, which come in pairs: at `a`, `second` and `third` bytes behind it. Only with fused multiply-adds, which
 * leave one register for all else: 12 sums, 2 vectors of B and a factor take the other 15.
 */
export function gemmTile6(k: i32, a: usize, second: usize, third: usize, b: usize, c: usize, rowBytes: usize, isAdded: bool): void {
  let c00 = f32x4.splat(0);
  let c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0);
  let c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0);
  let c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0);
  let c31 = f32x4.splat(0);
  let c40 = f32x4.splat(0);
  let c41 = f32x4.splat(0);
  let c50 = f32x4.splat(0);
  let c51 = f32x4.splat(0);
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
    x = v128.load32_splat(a + second);
    c20 = madd(x, b0, c20);
    c21 = madd(x, b1, c21);
    x = v128.load32_splat(a + second, 4);
    c30 = madd(x, b0, c30);
    c31 = madd(x, b1, c31);
    x = v128.load32_splat(a + third);
    c40 = madd(x, b0, c40);
    c41 = madd(x, b1, c41);
    x = v128.load32_splat(a + third, 4);
    c50 = madd(x, b0, c50);
    c51 = madd(x, b1, c51);
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
    x = v128.load32_splat(a + second);
    c20 = madd(x, b0, c20);
    c21 = madd(x, b1, c21);
    x = v128.load32_splat(a + second, 4);
    c30 = madd(x, b0, c30);
    c31 = madd(x, b1, c31);
    x = v128.load32_splat(a + third);
    c40 = madd(x, b0, c40);
    c41 = madd(x, b1, c41);
    x = v128.load32_splat(a + third, 4);
    c50 = madd(x, b0, c50);
    c51 = madd(x, b1, c51);
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
    c += rowBytes;
    addRow(c, c40, c41);
    c += rowBytes;
    addRow(c, c50, c51);
  } else {
    storeRow(c, c00, c01);
    c += rowBytes;
    storeRow(c, c10, c11);
    c += rowBytes;
    storeRow(c, c20, c21);
    c += rowBytes;
    storeRow(c, c30, c31);
    c += rowBytes;
    storeRow(c, c40, c41);
    c += rowBytes;
    storeRow(c, c50, c51);
  }
}

/**
 * Packed rows times one panel of B. `rows` is a multiple of 4; four rows each lie packed `panelBytes` apart. In tiles of 6
 * rows where these are faster, the rest in tiles of 4.
 */
export function multiplyRows(rows: i32, depth: i32, a: usize, panelBytes: usize, b: usize, c: usize, rowBytes: usize, isAdded: bool): void {
  let row = 0;
  if (ASC_FEATURE_RELAXED_SIMD) {
    // An even number of sixes, so that a whole number of fours is left.
    const stop = rows - (rows % 12 == 8 ? 8 : rows % 12);
    for (; row < stop; row += 6) {
      const pair = a + <usize>(row >> 2) * panelBytes;
      // Every other tile starts in the middle of four packed rows.
      if (row & 2) gemmTile6(depth, pair + 8, panelBytes - 8, panelBytes, b, c, rowBytes, isAdded);
      else gemmTile6(depth, pair, 8, panelBytes, b, c, rowBytes, isAdded);
      c += 6 * rowBytes;
    }
  }
  for (; row < rows; row += 4) {
    gemmTile(depth, a + <usize>(row >> 2) * panelBytes, b, c, rowBytes, isAdded);
    c += rowBytes << 2;
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

/** C = A * B, or with `isAdded` C += it, block by block. */
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
  isAdded: bool,
): void {
  const packedB = scratch;
  const packedA = packedB + <usize>(KC * NC * 4);
  for (let j = 0; j < n; j += NC) {
    const columns = min(NC, n - j);
    for (let l = 0; l < k; l += KC) {
      const depth = min(KC, k - l);
      const at = <usize>l << 2;
      packColumns(b, bLanes + (<usize>j << 2), columns, bDepths + at, depth, packedB);
      for (let i = 0; i < m; i += MC) {
        const rows = min(MC, m - i);
        packRows(a, aLanes + (<usize>i << 2), rows, aDepths + at, depth, packedA);
        const to = c + <usize>i * cRowBytes + (<usize>j << 2);
        multiplyPanels(rows, columns, depth, packedA, packedB, to, cRowBytes, isAdded || l > 0);
      }
    }
  }
}

function multiplyPanels(rows: i32, columns: i32, depth: i32, a: usize, b: usize, c: usize, rowBytes: usize, isAdded: bool): void {
  const whole = rows & ~(MR - 1);
  const panelBytes = <usize>depth << 4;
  for (let j = 0; j < columns; j += NR) {
    const panelB = b + (<usize>(j * depth) << 2);
    const to = c + (<usize>j << 2);
    const isWhole = j + NR <= columns;
    if (isWhole) multiplyRows(whole, depth, a, panelBytes, panelB, to, rowBytes, isAdded);
    for (let i = isWhole ? whole : 0; i < rows; i += MR) {
      const panelA = a + <usize>(i >> 2) * panelBytes;
      const tile = to + <usize>i * rowBytes;
      raggedTile(min(MR, rows - i), min(NR, columns - j), depth, panelA, panelB, tile, rowBytes, isAdded);
    }
  }
}

/** A tile over the edge: computed whole beside C, of which only what exists is written. */
function raggedTile(rows: i32, columns: i32, depth: i32, a: usize, b: usize, c: usize, rowBytes: usize, isAdded: bool): void {
  const tile = scratch + <usize>((KC * NC + KC * MC) * 4);
  gemmTile(depth, a, b, tile, NR * 4, false);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const p = c + <usize>i * rowBytes + (<usize>j << 2);
      const value = load<f32>(tile + <usize>((i * NR + j) << 2));
      store<f32>(p, isAdded ? load<f32>(p) + value : value);
    }
  }
}

/** The arguments of a batch of products. */
@unmanaged
export class MatmulPlan {
  m: i32;
  n: i32;
  k: i32;
  a: usize;
  aBatch: usize;
  aLanes: usize;
  aDepths: usize;
  b: usize;
  bBatch: usize;
  bLanes: usize;
  bDepths: usize;
  c: usize;
  /** The rows and columns of a piece of a product: all of the one, a multiple of the tile of the other. */
  pieceRows: i32;
  pieceColumns: i32;
  pieces: i32;
}

/** Pieces `begin` to `end`: piece by piece, product by product. */
export function matmulPieces(plan: MatmulPlan, begin: i32, end: i32): void {
  const isByRows = plan.pieceRows < plan.m;
  for (let unit = begin; unit < end; unit++) {
    const item = <usize>(unit / plan.pieces);
    const piece = unit % plan.pieces;
    const row = isByRows ? piece * plan.pieceRows : 0;
    const column = isByRows ? 0 : piece * plan.pieceColumns;
    gemm(
      min(plan.pieceRows, plan.m - row),
      min(plan.pieceColumns, plan.n - column),
      plan.k,
      plan.a + item * plan.aBatch,
      plan.aLanes + (<usize>row << 2),
      plan.aDepths,
      plan.b + item * plan.bBatch,
      plan.bLanes + (<usize>column << 2),
      plan.bDepths,
      plan.c + ((item * <usize>(plan.m * plan.n) + <usize>(row * plan.n + column)) << 2),
      <usize>plan.n << 2,
      false,
    );
  }
}
