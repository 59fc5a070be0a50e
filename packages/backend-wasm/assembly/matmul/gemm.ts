// Matrix product in float32 and float64: C[i, j] += sum over l of A[i, l] * B[j, l].
//
// Element l of row i of a factor lies at `base + lanes[i] + depths[l]`, with tables of byte offsets. A transpose, a
// strided view and the patches of a convolution all have this form, so that none of them is copied before it is
// packed. The columns of C lie side by side, its rows anywhere.

import { scratch } from "../scratch";
import { columnsOf, MR, packColumns, packRowsOf } from "./pack";

/** Blocks of the depth, of rows and of columns, of which float64 has half as many; packed A stays in the second-level cache. */
export const KC: i32 = 256;
const MC: i32 = 96;
export const NC: i32 = 512;
/** The bytes of a block of columns, of one of rows, and of a row of a tile. */
const PACKED_B: usize = KC * NC * 4;
const PACKED_A: usize = KC * MC * 4;
const TILE_ROW: i32 = 32;

@inline
export function multiplyAdd<T>(x: v128, y: v128, sum: v128): v128 {
  return v128.relaxed_madd<T>(x, y, sum);
}

/** A number whose square needs more bits than there are, and the square rounded. In memory, so that no compiler computes with them. */
const unrounded = memory.data<f32>([1.000244140625, -1.00048828125]);

/** True if a product is not rounded before it is added: only then are there registers for tiles of 6 rows. */
@inline
function isFused(): bool {
  const x = v128.load32_splat(unrounded);
  return v128.any_true(f32x4.relaxed_madd(x, x, v128.load32_splat(unrounded, 4)));
}

/** The same in float32. */
@inline
export function madd(x: v128, y: v128, sum: v128): v128 {
  return multiplyAdd<f32>(x, y, sum);
}

/**
 * C[4, 8] = A[4, k] * B[k, 8] over packed panels, or with `isAdded` += it; 4 columns of float64. A function of its own with a single loop: nested in others, V8
 * keeps the sums in memory. The branch between the two steps keeps it from hoisting the second step's loads.
 */
export function gemmTile<T>(k: i32, a: usize, b: usize, c: usize, rowBytes: usize, isAdded: bool): void {
  let c00 = v128.splat<f32>(0);
  let c01 = v128.splat<f32>(0);
  let c10 = v128.splat<f32>(0);
  let c11 = v128.splat<f32>(0);
  let c20 = v128.splat<f32>(0);
  let c21 = v128.splat<f32>(0);
  let c30 = v128.splat<f32>(0);
  let c31 = v128.splat<f32>(0);
  const end = b + (<usize>k << 5);
  while (true) {
    let b0 = v128.load(b);
    let b1 = v128.load(b, 16);
    let x = v128.load_splat<T>(a);
    c00 = multiplyAdd<T>(x, b0, c00);
    c01 = multiplyAdd<T>(x, b1, c01);
    x = v128.load_splat<T>(a, sizeof<T>());
    c10 = multiplyAdd<T>(x, b0, c10);
    c11 = multiplyAdd<T>(x, b1, c11);
    x = v128.load_splat<T>(a, 2 * sizeof<T>());
    c20 = multiplyAdd<T>(x, b0, c20);
    c21 = multiplyAdd<T>(x, b1, c21);
    x = v128.load_splat<T>(a, 3 * sizeof<T>());
    c30 = multiplyAdd<T>(x, b0, c30);
    c31 = multiplyAdd<T>(x, b1, c31);
    a += MR * sizeof<T>();
    b += 32;
    if (b >= end) break;
    b0 = v128.load(b);
    b1 = v128.load(b, 16);
    x = v128.load_splat<T>(a);
    c00 = multiplyAdd<T>(x, b0, c00);
    c01 = multiplyAdd<T>(x, b1, c01);
    x = v128.load_splat<T>(a, sizeof<T>());
    c10 = multiplyAdd<T>(x, b0, c10);
    c11 = multiplyAdd<T>(x, b1, c11);
    x = v128.load_splat<T>(a, 2 * sizeof<T>());
    c20 = multiplyAdd<T>(x, b0, c20);
    c21 = multiplyAdd<T>(x, b1, c21);
    x = v128.load_splat<T>(a, 3 * sizeof<T>());
    c30 = multiplyAdd<T>(x, b0, c30);
    c31 = multiplyAdd<T>(x, b1, c31);
    a += MR * sizeof<T>();
    b += 32;
    if (b >= end) break;
  }
  if (isAdded) {
    addRow<T>(c, c00, c01);
    c += rowBytes;
    addRow<T>(c, c10, c11);
    c += rowBytes;
    addRow<T>(c, c20, c21);
    c += rowBytes;
    addRow<T>(c, c30, c31);
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
 * leave one register for all else: 12 sums, 2 vectors of B and a factor take the other 15. The exits between the rows are
 * never taken, as no factor lies at 0. A sum that is read behind an exit has to be ready before it: without them V8 loads all
 * six factors first, has no registers for them, and takes 1.4 times as long.
 */
export function gemmTile6<T>(k: i32, a: usize, second: usize, third: usize, b: usize, c: usize, rowBytes: usize, isAdded: bool): void {
  let c00 = v128.splat<f32>(0);
  let c01 = v128.splat<f32>(0);
  let c10 = v128.splat<f32>(0);
  let c11 = v128.splat<f32>(0);
  let c20 = v128.splat<f32>(0);
  let c21 = v128.splat<f32>(0);
  let c30 = v128.splat<f32>(0);
  let c31 = v128.splat<f32>(0);
  let c40 = v128.splat<f32>(0);
  let c41 = v128.splat<f32>(0);
  let c50 = v128.splat<f32>(0);
  let c51 = v128.splat<f32>(0);
  const end = b + (<usize>k << 5);
  while (true) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load_splat<T>(a);
    c00 = multiplyAdd<T>(x, b0, c00);
    c01 = multiplyAdd<T>(x, b1, c01);
    if (a == 0) break;
    x = v128.load_splat<T>(a, sizeof<T>());
    c10 = multiplyAdd<T>(x, b0, c10);
    c11 = multiplyAdd<T>(x, b1, c11);
    if (a == 0) break;
    x = v128.load_splat<T>(a + second);
    c20 = multiplyAdd<T>(x, b0, c20);
    c21 = multiplyAdd<T>(x, b1, c21);
    if (a == 0) break;
    x = v128.load_splat<T>(a + second, sizeof<T>());
    c30 = multiplyAdd<T>(x, b0, c30);
    c31 = multiplyAdd<T>(x, b1, c31);
    if (a == 0) break;
    x = v128.load_splat<T>(a + third);
    c40 = multiplyAdd<T>(x, b0, c40);
    c41 = multiplyAdd<T>(x, b1, c41);
    if (a == 0) break;
    x = v128.load_splat<T>(a + third, sizeof<T>());
    c50 = multiplyAdd<T>(x, b0, c50);
    c51 = multiplyAdd<T>(x, b1, c51);
    a += MR * sizeof<T>();
    b += 32;
    if (b >= end) break;
  }
  if (isAdded) {
    addRow<T>(c, c00, c01);
    c += rowBytes;
    addRow<T>(c, c10, c11);
    c += rowBytes;
    addRow<T>(c, c20, c21);
    c += rowBytes;
    addRow<T>(c, c30, c31);
    c += rowBytes;
    addRow<T>(c, c40, c41);
    c += rowBytes;
    addRow<T>(c, c50, c51);
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
export function multiplyRows<T>(rows: i32, depth: i32, a: usize, panelBytes: usize, b: usize, c: usize, rowBytes: usize, isAdded: bool): void {
  let row = 0;
  if (isFused()) {
    // An even number of sixes, so that a whole number of fours is left.
    const stop = rows - (rows % 12 == 8 ? 8 : rows % 12);
    for (; row < stop; row += 6) {
      const pair = a + <usize>(row >> 2) * panelBytes;
      // Every other tile starts in the middle of four packed rows.
      const half = 2 * sizeof<T>();
      if (row & 2) gemmTile6<T>(depth, pair + half, panelBytes - half, panelBytes, b, c, rowBytes, isAdded);
      else gemmTile6<T>(depth, pair, half, panelBytes, b, c, rowBytes, isAdded);
      c += 6 * rowBytes;
    }
  }
  for (; row < rows; row += 4) {
    gemmTile<T>(depth, a + <usize>(row >> 2) * panelBytes, b, c, rowBytes, isAdded);
    c += rowBytes << 2;
  }
}

@inline
function storeRow(c: usize, left: v128, right: v128): void {
  v128.store(c, left);
  v128.store(c, right, 16);
}

@inline
function addRow<T>(c: usize, left: v128, right: v128): void {
  v128.store(c, v128.add<T>(v128.load(c), left));
  v128.store(c, v128.add<T>(v128.load(c, 16), right), 16);
}

/** C = A * B, or with `isAdded` C += it, block by block. */
export function gemm<T>(
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
  const packedA = packedB + PACKED_B;
  const blockColumns: i32 = (NC * 4) / sizeof<T>();
  const blockRows: i32 = (MC * 4) / sizeof<T>();
  for (let j = 0; j < n; j += blockColumns) {
    const columns = min(blockColumns, n - j);
    for (let l = 0; l < k; l += KC) {
      const depth = min(KC, k - l);
      const at = <usize>l << 2;
      packColumns<T>(b, bLanes + (<usize>j << 2), columns, bDepths + at, depth, packedB);
      for (let i = 0; i < m; i += blockRows) {
        const rows = min(blockRows, m - i);
        packRowsOf<T>(a, aLanes + (<usize>i << 2), rows, aDepths + at, depth, packedA);
        const to = c + <usize>i * cRowBytes + <usize>j * sizeof<T>();
        multiplyPanels<T>(rows, columns, depth, packedA, packedB, to, cRowBytes, isAdded || l > 0);
      }
    }
  }
}

function multiplyPanels<T>(rows: i32, columns: i32, depth: i32, a: usize, b: usize, c: usize, rowBytes: usize, isAdded: bool): void {
  const whole = rows & ~(MR - 1);
  const panelBytes = <usize>(MR * depth) * sizeof<T>();
  for (let j = 0; j < columns; j += columnsOf<T>()) {
    const panelB = b + <usize>(j * depth) * sizeof<T>();
    const to = c + <usize>j * sizeof<T>();
    const isWhole = j + columnsOf<T>() <= columns;
    if (isWhole) multiplyRows<T>(whole, depth, a, panelBytes, panelB, to, rowBytes, isAdded);
    for (let i = isWhole ? whole : 0; i < rows; i += MR) {
      const panelA = a + <usize>(i >> 2) * panelBytes;
      const tile = to + <usize>i * rowBytes;
      raggedTile<T>(min(MR, rows - i), min(columnsOf<T>(), columns - j), depth, panelA, panelB, tile, rowBytes, isAdded);
    }
  }
}

/** A tile over the edge: computed whole beside C, of which only what exists is written. */
function raggedTile<T>(rows: i32, columns: i32, depth: i32, a: usize, b: usize, c: usize, rowBytes: usize, isAdded: bool): void {
  const tile = scratch + PACKED_B + PACKED_A;
  gemmTile<T>(depth, a, b, tile, TILE_ROW, false);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const p = c + <usize>i * rowBytes + <usize>j * sizeof<T>();
      const value = load<T>(tile + <usize>(i * TILE_ROW) + <usize>j * sizeof<T>());
      store<T>(p, isAdded ? <T>(load<T>(p) + value) : value);
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
@inline
function piecesOf<T>(plan: MatmulPlan, begin: i32, end: i32): void {
  const isByRows = plan.pieceRows < plan.m;
  for (let unit = begin; unit < end; unit++) {
    const item = <usize>(unit / plan.pieces);
    const piece = unit % plan.pieces;
    const row = isByRows ? piece * plan.pieceRows : 0;
    const column = isByRows ? 0 : piece * plan.pieceColumns;
    gemm<T>(
      min(plan.pieceRows, plan.m - row),
      min(plan.pieceColumns, plan.n - column),
      plan.k,
      plan.a + item * plan.aBatch,
      plan.aLanes + (<usize>row << 2),
      plan.aDepths,
      plan.b + item * plan.bBatch,
      plan.bLanes + (<usize>column << 2),
      plan.bDepths,
      plan.c + (item * <usize>(plan.m * plan.n) + <usize>(row * plan.n + column)) * sizeof<T>(),
      <usize>plan.n * sizeof<T>(),
      false,
    );
  }
}

export function matmulPieces(plan: MatmulPlan, begin: i32, end: i32): void {
  piecesOf<f32>(plan, begin, end);
}

export function matmulDoublePieces(plan: MatmulPlan, begin: i32, end: i32): void {
  piecesOf<f64>(plan, begin, end);
}
