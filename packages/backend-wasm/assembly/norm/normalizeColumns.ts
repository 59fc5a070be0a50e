// Normalisation of the columns of a matrix, float32, in strips of sixteen, which are a line of the cache. A last strip
// that is narrower starts further to the left, in the same piece of work as the one before it.

import { madd } from "../matmul/gemm";
import { scaleOf } from "./normalize";
import { highHalf, STRIP_COLUMNS } from "../reduce";
import { scratch } from "../scratch";

/** Rows that are summed up in single precision. */
const blockRows: i32 = 16;

// The layout of the scratch, in bytes from its start: sums in double, for 16 columns each, what a block adds to them, and
// the coefficients of what is done to the elements.
const firstSums: usize = 0;
const secondSums: usize = 128;
const blockSums: usize = 256;
const centres: usize = 512;
const scales: usize = 576;
const slopes: usize = 640;
const shifts: usize = 704;

/** Adds what a block has left, in two lines of 16, to the sums. */
function addBlock(): void {
  for (let i: usize = 0; i < 8; i++) {
    const block = v128.load(scratch + blockSums + (i << 4));
    const to = scratch + firstSums + (i << 5);
    v128.store(to, f64x2.add(v128.load(to), f64x2.promote_low_f32x4(block)));
    v128.store(to, f64x2.add(v128.load(to, 16), highHalf(block)), 16);
  }
}

/** The sums of x. */
function sumBlock(x: usize, rowStep: usize, rows: i32): void {
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  let c = f32x4.splat(0);
  let d = f32x4.splat(0);
  for (; rows > 0; rows--, x += rowStep) {
    a = f32x4.add(a, v128.load(x));
    b = f32x4.add(b, v128.load(x, 16));
    c = f32x4.add(c, v128.load(x, 32));
    d = f32x4.add(d, v128.load(x, 48));
  }
  const to = scratch + blockSums;
  v128.store(to, a);
  v128.store(to, b, 16);
  v128.store(to, c, 32);
  v128.store(to, d, 48);
}

/** The sums of g and of g (x - centre); without g, of x - centre and of its square; for eight columns. */
@inline
function momentsOf(hasGrad: bool, g: usize, x: usize, rowStep: usize, rows: i32, column: usize): void {
  const m0 = v128.load(scratch + centres + column);
  const m1 = v128.load(scratch + centres + column, 16);
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  let alongA = f32x4.splat(0);
  let alongB = f32x4.splat(0);
  g += column;
  x += column;
  for (; rows > 0; rows--, x += rowStep, g += rowStep) {
    const first = f32x4.sub(v128.load(x), m0);
    const second = f32x4.sub(v128.load(x, 16), m1);
    const u = hasGrad ? v128.load(g) : first;
    const v = hasGrad ? v128.load(g, 16) : second;
    a = f32x4.add(a, u);
    b = f32x4.add(b, v);
    alongA = madd(u, first, alongA);
    alongB = madd(v, second, alongB);
  }
  const to = scratch + blockSums + column;
  v128.store(to, a);
  v128.store(to, b, 16);
  v128.store(to, alongA, 64);
  v128.store(to, alongB, 80);
}

function momentsBlock(x: usize, rowStep: usize, rows: i32, column: usize): void {
  momentsOf(false, x, x, rowStep, rows, column);
}

function gradBlock(g: usize, x: usize, rowStep: usize, rows: i32, column: usize): void {
  momentsOf(true, g, x, rowStep, rows, column);
}

/** `slope g + scale (x - centre) + shift`, without g where `hasGrad` is false, for eight columns. */
@inline
function combine(hasGrad: bool, g: usize, x: usize, rowStep: usize, rows: i32, column: usize, out: usize): void {
  const from = scratch + column;
  const m0 = v128.load(from + centres);
  const m1 = v128.load(from + centres, 16);
  const s0 = v128.load(from + scales);
  const s1 = v128.load(from + scales, 16);
  const t0 = v128.load(from + shifts);
  const t1 = v128.load(from + shifts, 16);
  const a0 = v128.load(from + slopes);
  const a1 = v128.load(from + slopes, 16);
  g += column;
  x += column;
  out += column;
  for (; rows > 0; rows--, x += rowStep, g += rowStep, out += rowStep) {
    const first = madd(f32x4.sub(v128.load(x), m0), s0, t0);
    const second = madd(f32x4.sub(v128.load(x, 16), m1), s1, t1);
    v128.store(out, hasGrad ? madd(v128.load(g), a0, first) : first);
    v128.store(out, hasGrad ? madd(v128.load(g, 16), a1, second) : second, 16);
  }
}

function scaleColumns(x: usize, rowStep: usize, rows: i32, column: usize, out: usize): void {
  combine(false, x, x, rowStep, rows, column, out);
}

function gradColumns(g: usize, x: usize, rowStep: usize, rows: i32, column: usize, out: usize): void {
  combine(true, g, x, rowStep, rows, column, out);
}

/** Where strip i starts, in bytes; or, where `isLast`, the last sixteen columns. */
@inline
function stripStart(i: i32, columns: i32, isLast: bool): usize {
  return <usize>(isLast ? columns - STRIP_COLUMNS : i * STRIP_COLUMNS) << 2;
}

function normalizeStrip(
  x: usize,
  weight: usize,
  bias: usize,
  eps: f64,
  rows: i32,
  rowStep: usize,
  out: usize,
  means: usize,
  variances: usize,
): void {
  const count = <f64>rows;
  memory.fill(scratch, 0, centres);
  for (let r = 0; r < rows; r += blockRows) {
    sumBlock(x + <usize>r * rowStep, rowStep, min(blockRows, rows - r));
    addBlock();
  }
  for (let k: usize = 0; k < 16; k++) {
    store<f32>(scratch + centres + (k << 2), <f32>(load<f64>(scratch + firstSums + (k << 3)) / count));
  }
  memory.fill(scratch, 0, centres);
  for (let r = 0; r < rows; r += blockRows) {
    const block = x + <usize>r * rowStep;
    momentsBlock(block, rowStep, min(blockRows, rows - r), 0);
    momentsBlock(block, rowStep, min(blockRows, rows - r), 32);
    addBlock();
  }
  for (let k: usize = 0; k < 16; k++) {
    const missing = load<f64>(scratch + firstSums + (k << 3)) / count;
    const variance = <f32>max<f64>(0, load<f64>(scratch + secondSums + (k << 3)) / count - missing * missing);
    const centre = load<f32>(scratch + centres + (k << 2));
    // Infinities among the elements leave nothing to mend.
    store<f32>(means + (k << 2), <f32>(<f64>centre + (missing == missing ? missing : 0)));
    store<f32>(variances + (k << 2), variance);
    const scale = scaleOf(<f64>variance, eps) * (weight == 0 ? 1 : <f64>load<f32>(weight + (k << 2)));
    const shift = (bias == 0 ? 0 : <f64>load<f32>(bias + (k << 2))) - missing * scale;
    store<f32>(scratch + scales + (k << 2), <f32>scale);
    store<f32>(scratch + shifts + (k << 2), <f32>shift);
  }
  scaleColumns(x, rowStep, rows, 0, out);
  scaleColumns(x, rowStep, rows, 32, out);
}

/** The strips from `begin` to `end` of `columns / STRIP_COLUMNS`. There are at least as many columns as in a strip. */
export function normalizeColumns(
  x: usize,
  weight: usize,
  bias: usize,
  eps: f64,
  rows: i32,
  columns: i32,
  out: usize,
  means: usize,
  variances: usize,
  begin: i32,
  end: i32,
): void {
  const strips = columns / STRIP_COLUMNS;
  const isRagged = columns % STRIP_COLUMNS != 0;
  const rowStep = <usize>columns << 2;
  for (let i = begin; i < end; i++) {
    for (let last = 0; last <= <i32>(isRagged && i == strips - 1); last++) {
      const at = stripStart(i, columns, last == 1);
      const weights: usize = weight == 0 ? 0 : weight + at;
      const biases: usize = bias == 0 ? 0 : bias + at;
      normalizeStrip(x + at, weights, biases, eps, rows, rowStep, out + at, means + at, variances + at);
    }
  }
}

function gradStrip(
  g: usize,
  x: usize,
  weight: usize,
  means: usize,
  variances: usize,
  eps: f64,
  rows: i32,
  rowStep: usize,
  out: usize,
  weightGrad: usize,
  biasGrad: usize,
): void {
  const count = <f64>rows;
  memory.fill(scratch, 0, centres);
  memory.copy(scratch + centres, means, 64);
  for (let r = 0; r < rows; r += blockRows) {
    const at = <usize>r * rowStep;
    gradBlock(g + at, x + at, rowStep, min(blockRows, rows - r), 0);
    gradBlock(g + at, x + at, rowStep, min(blockRows, rows - r), 32);
    addBlock();
  }
  for (let k: usize = 0; k < 16; k++) {
    const sum = load<f64>(scratch + firstSums + (k << 3));
    const along = load<f64>(scratch + secondSums + (k << 3));
    const scale = scaleOf(<f64>load<f32>(variances + (k << 2)), eps);
    const slope = scale * (weight == 0 ? 1 : <f64>load<f32>(weight + (k << 2)));
    if (weightGrad != 0) {
      store<f32>(weightGrad + (k << 2), <f32>(along * scale));
      store<f32>(biasGrad + (k << 2), <f32>sum);
    }
    store<f32>(scratch + slopes + (k << 2), <f32>slope);
    store<f32>(scratch + scales + (k << 2), <f32>((-along * scale * scale * slope) / count));
    store<f32>(scratch + shifts + (k << 2), <f32>((-sum * slope) / count));
  }
  gradColumns(g, x, rowStep, rows, 0, out);
  gradColumns(g, x, rowStep, rows, 32, out);
}

/** The gradients of x, and unless their addresses are 0 of weight and bias, for the strips from `begin` to `end`. */
export function normalizeColumnsGrad(
  g: usize,
  x: usize,
  weight: usize,
  means: usize,
  variances: usize,
  eps: f64,
  rows: i32,
  columns: i32,
  out: usize,
  weightGrad: usize,
  biasGrad: usize,
  begin: i32,
  end: i32,
): void {
  const strips = columns / STRIP_COLUMNS;
  const isRagged = columns % STRIP_COLUMNS != 0;
  const rowStep = <usize>columns << 2;
  for (let i = begin; i < end; i++) {
    for (let last = 0; last <= <i32>(isRagged && i == strips - 1); last++) {
      const at = stripStart(i, columns, last == 1);
      const weights: usize = weight == 0 ? 0 : weight + at;
      const weightGrads: usize = weightGrad == 0 ? 0 : weightGrad + at;
      gradStrip(g + at, x + at, weights, means + at, variances + at, eps, rows, rowStep, out + at, weightGrads, biasGrad + at);
    }
  }
}
