// Running sums of float32, in double precision, as the reference takes them.

/** Rows whose sums are taken at the same time. */
export const CUMSUM_ROWS: i32 = 4;
/** Columns of a strip. */
export const CUMSUM_COLUMNS: i32 = 8;

/** The rows from `begin` to `end`, of `n` elements without gaps; four at a time, so that no sum waits for the one before. */
export function cumsumRows(x: usize, n: i32, out: usize, begin: i32, end: i32): void {
  const rowBytes = <usize>n << 2;
  let row = begin;
  for (; row + CUMSUM_ROWS <= end; row += CUMSUM_ROWS) {
    const offset = <usize>row * rowBytes;
    sumFourRows(x + offset, rowBytes, n, out + offset);
  }
  for (; row < end; row++) {
    const offset = <usize>row * rowBytes;
    sumColumn(x + offset, 4, n, out + offset);
  }
}

function sumFourRows(from: usize, rowBytes: usize, n: i32, to: usize): void {
  let a: f64 = 0;
  let b: f64 = 0;
  let c: f64 = 0;
  let d: f64 = 0;
  for (; n > 0; n--, from += 4, to += 4) {
    a += <f64>load<f32>(from);
    b += <f64>load<f32>(from + rowBytes);
    c += <f64>load<f32>(from + 2 * rowBytes);
    d += <f64>load<f32>(from + 3 * rowBytes);
    store<f32>(to, <f32>a);
    store<f32>(to + rowBytes, <f32>b);
    store<f32>(to + 2 * rowBytes, <f32>c);
    store<f32>(to + 3 * rowBytes, <f32>d);
  }
}

function sumColumn(from: usize, step: usize, n: i32, to: usize): void {
  let total: f64 = 0;
  for (; n > 0; n--, from += step, to += step) {
    total += <f64>load<f32>(from);
    store<f32>(to, <f32>total);
  }
}

/** Sums down the columns of matrices of `n` rows: the strips of eight columns from `begin` to `end`, matrix by matrix. */
export function cumsumColumns(x: usize, n: i32, width: i32, out: usize, begin: i32, end: i32): void {
  const strips = (width + CUMSUM_COLUMNS - 1) / CUMSUM_COLUMNS;
  const step = <usize>width << 2;
  for (let piece = begin; piece < end; piece++) {
    const matrix = piece / strips;
    const column = (piece - matrix * strips) * CUMSUM_COLUMNS;
    const offset = (<usize>matrix * <usize>n * <usize>width + <usize>column) << 2;
    if (column + CUMSUM_COLUMNS <= width) sumStrip(x + offset, step, n, out + offset);
    else for (let c: usize = 0; c < <usize>(width - column); c++) sumColumn(x + offset + (c << 2), step, n, out + offset + (c << 2));
  }
}

function sumStrip(from: usize, step: usize, n: i32, to: usize): void {
  let a = f64x2.splat(0);
  let b = f64x2.splat(0);
  let c = f64x2.splat(0);
  let d = f64x2.splat(0);
  for (; n > 0; n--, from += step, to += step) {
    a = f64x2.add(a, f64x2.promote_low_f32x4(v128.load64_zero(from)));
    b = f64x2.add(b, f64x2.promote_low_f32x4(v128.load64_zero(from, 8)));
    c = f64x2.add(c, f64x2.promote_low_f32x4(v128.load64_zero(from, 16)));
    d = f64x2.add(d, f64x2.promote_low_f32x4(v128.load64_zero(from, 24)));
    v128.store64_lane(to, f32x4.demote_f64x2_zero(a), 0);
    v128.store64_lane(to, f32x4.demote_f64x2_zero(b), 0, 8);
    v128.store64_lane(to, f32x4.demote_f64x2_zero(c), 0, 16);
    v128.store64_lane(to, f32x4.demote_f64x2_zero(d), 0, 24);
  }
}
