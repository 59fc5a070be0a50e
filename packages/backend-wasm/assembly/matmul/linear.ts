// A matrix product to which a row is added, and that may lose what is negative.

import { rectifyRows } from "../epilogue";
import { gemm, MatmulPlan } from "./gemm";

/** The arguments of a linear layer: those of one matrix product, a bias and a flag. */
@unmanaged
export class LinearPlan extends MatmulPlan {
  /** One number per column, without gaps, or 0. */
  bias: usize;
  /** 1 to set what is negative to 0. */
  relu: i32;
}

/** Pieces `begin` to `end`, cut as those of a matrix product. */
@inline
function piecesOf<T>(plan: LinearPlan, begin: i32, end: i32): void {
  const isByRows = plan.pieceRows < plan.m;
  for (let piece = begin; piece < end; piece++) {
    const row = isByRows ? piece * plan.pieceRows : 0;
    const column = isByRows ? 0 : piece * plan.pieceColumns;
    const rows = min(plan.pieceRows, plan.m - row);
    const columns = min(plan.pieceColumns, plan.n - column);
    const c = plan.c + <usize>(row * plan.n + column) * sizeof<T>();
    const rowBytes = <usize>plan.n * sizeof<T>();
    if (plan.bias) repeatRow(plan.bias + <usize>column * sizeof<T>(), <usize>columns * sizeof<T>(), c, rows, rowBytes);
    gemm<T>(
      rows,
      columns,
      plan.k,
      plan.a,
      plan.aLanes + (<usize>row << 2),
      plan.aDepths,
      plan.b,
      plan.bLanes + (<usize>column << 2),
      plan.bDepths,
      c,
      rowBytes,
      plan.bias != 0,
    );
    if (plan.relu) rectifyRows<T>(c, rows, columns, rowBytes, plan.relu);
  }
}

export function linearPieces(plan: LinearPlan, begin: i32, end: i32): void {
  piecesOf<f32>(plan, begin, end);
}

export function linearDoublePieces(plan: LinearPlan, begin: i32, end: i32): void {
  piecesOf<f64>(plan, begin, end);
}

function repeatRow(row: usize, bytes: usize, c: usize, rows: i32, rowBytes: usize): void {
  for (let i = 0; i < rows; i++, c += rowBytes) {
    let p: usize = 0;
    for (; p + 16 <= bytes; p += 16) v128.store(c + p, v128.load(row + p));
    for (; p < bytes; p += 4) store<f32>(c + p, load<f32>(row + p));
  }
}
