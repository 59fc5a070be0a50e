import type { View } from "../../backend/contract.js";
import type { TypedArray } from "../../dtype.js";
import type { BufferPool } from "./bufferPool.js";
import { gemm } from "./gemm.js";
import { narrowed } from "./integers.js";
import { offsetTable } from "./offsets.js";
import { arrayOf } from "./strided.js";

/** Below so many rows or columns, packing would cost more than it saves. */
const minPackedSize = 4;
/** The same for the number of multiplications of one matrix product. */
const minPackedWork = 16384;

/** `[B, M, K] x [B, K, N] -> [B, M, N]`. */
export function matmul(pool: BufferPool, a: View, b: View): TypedArray {
  const [batch, m, k] = a.shape;
  const n = b.shape[2];
  const isWhole = a.dtype === "int32";
  const out = pool.take(isWhole ? "float64" : a.dtype, batch * m * n);
  if (out.length > 0) {
    if (Math.min(m, n) < minPackedSize || m * n * k < minPackedWork) directMatmul(a, b, out);
    else packedMatmul(pool, a, b, out);
  }
  return isWhole ? narrowed(pool, "matmul", out) : out;
}

/** `x [M, K], weight [N, K], bias [N] -> x weightᵀ + bias [M, N]`, with `relu` less what is negative. */
export function linear(pool: BufferPool, x: View, weight: View, bias: View | null, relu: boolean): TypedArray {
  const [m, k] = x.shape;
  const [n] = weight.shape;
  const rows: View = { ...layoutOf(x), shape: [1, m, k], strides: [0, ...x.strides] };
  const columns: View = { ...layoutOf(weight), shape: [1, k, n], strides: [0, weight.strides[1], weight.strides[0]] };
  const out = matmul(pool, rows, columns);
  if (bias !== null) {
    const added = arrayOf(bias);
    for (let i = 0, p = 0; i < m; i++) {
      for (let j = 0; j < n; j++, p++) out[p] += added[bias.offset + j * bias.strides[0]];
    }
  }
  if (relu) for (let p = 0; p < out.length; p++) if (out[p] < 0) out[p] = 0;
  return out;
}

function layoutOf({ buffer, offset, dtype }: View): Pick<View, "buffer" | "offset" | "dtype"> {
  return { buffer, offset, dtype };
}

function packedMatmul(pool: BufferPool, a: View, b: View, out: TypedArray): void {
  const [batch, m, k] = a.shape;
  const n = b.shape[2];
  const left = {
    source: arrayOf(a),
    lanes: offsetTable(pool, [m], [a.strides[1]]),
    depths: offsetTable(pool, [k], [a.strides[2]]),
  };
  const right = {
    source: arrayOf(b),
    lanes: offsetTable(pool, [n], [b.strides[2]]),
    depths: offsetTable(pool, [k], [b.strides[1]]),
  };
  const target = {
    array: out,
    rows: offsetTable(pool, [m], [n]),
    columns: offsetTable(pool, [n], [1]),
    accumulate: false,
  };
  for (let g = 0; g < batch; g++) {
    gemm(
      { ...left, offset: a.offset + g * a.strides[0] },
      { ...right, offset: b.offset + g * b.strides[0] },
      { ...target, offset: g * m * n },
    );
  }
  for (const table of [left.lanes, left.depths, right.lanes, right.depths, target.rows, target.columns]) {
    pool.give(table);
  }
}

/** The lanes of a factor and the steps between them and along them: a's rows, or b's columns. */
interface Lanes {
  readonly source: TypedArray;
  readonly count: number;
  readonly laneStep: number;
  readonly depthStep: number;
  /** From one of its lanes to the next in the output. */
  readonly outStep: number;
}

/** The product straight from memory, without packing. */
function directMatmul(a: View, b: View, out: TypedArray): void {
  const [batch, m, k] = a.shape;
  const n = b.shape[2];
  const rows: Lanes = { source: arrayOf(a), count: m, laneStep: a.strides[1], depthStep: a.strides[2], outStep: n };
  const columns: Lanes = { source: arrayOf(b), count: n, laneStep: b.strides[2], depthStep: b.strides[1], outStep: 1 };
  for (let g = 0; g < batch; g++) {
    const atA = a.offset + g * a.strides[0];
    const atB = b.offset + g * b.strides[0];
    if (n >= m) lanesTimesLanes(rows, atA, columns, atB, k, out, g * m * n);
    else lanesTimesLanes(columns, atB, rows, atA, k, out, g * m * n);
  }
}

/** Every lane of `few` with every lane of `many`, four of them at a time. */
function lanesTimesLanes(
  few: Lanes,
  atFew: number,
  many: Lanes,
  atMany: number,
  depth: number,
  out: TypedArray,
  to: number,
): void {
  const { laneStep, count } = many;
  for (let i = 0; i < few.count; i++) {
    const x = atFew + i * few.laneStep;
    const row = to + i * few.outStep;
    let j = 0;
    for (; j + 4 <= count; j += 4) {
      fourDots(few, x, many, atMany + j * laneStep, depth, out, row + j * many.outStep);
    }
    for (; j < count; j++) {
      out[row + j * many.outStep] = dot(few, x, many, atMany + j * laneStep, depth);
    }
  }
}

function fourDots(few: Lanes, x: number, many: Lanes, y0: number, depth: number, out: TypedArray, to: number): void {
  const { source: a, depthStep: stepA } = few;
  const { source: b, depthStep: stepB, laneStep, outStep } = many;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let p = 0, y1 = y0 + laneStep, y2 = y1 + laneStep, y3 = y2 + laneStep; p < depth; p++) {
    const factor = a[x];
    s0 += factor * b[y0];
    s1 += factor * b[y1];
    s2 += factor * b[y2];
    s3 += factor * b[y3];
    x += stepA;
    y0 += stepB;
    y1 += stepB;
    y2 += stepB;
    y3 += stepB;
  }
  out[to] = s0;
  out[to + outStep] = s1;
  out[to + 2 * outStep] = s2;
  out[to + 3 * outStep] = s3;
}

function dot(few: Lanes, x: number, many: Lanes, y: number, depth: number): number {
  const { source: a, depthStep: stepA } = few;
  const { source: b, depthStep: stepB } = many;
  let total = 0;
  for (let p = 0; p < depth; p++, x += stepA, y += stepB) total += a[x] * b[y];
  return total;
}
