// Copies of elements of four bytes, of any layout, and fills.

/** Rows that a transpose takes at a time: a cache line of the source. */
export const TRANSPOSE_ROWS: i32 = 16;

/** Below this many bytes a loop is faster than a call of memory.copy. */
const shortRun: usize = 256;

@inline
function copyDense(from: usize, to: usize, n: i32): void {
  const bytes = <usize>n << 2;
  if (bytes >= shortRun) {
    memory.copy(to, from, bytes);
    return;
  }
  const end = to + bytes;
  const vectors = to + (bytes & ~15);
  for (; to < vectors; to += 16, from += 16) v128.store(to, v128.load(from));
  for (; to < end; to += 4, from += 4) store<u32>(to, load<u32>(from));
}

/** Writes the same four bytes to `n` contiguous elements. */
@inline
function fillDense(lanes: v128, to: usize, n: i32): void {
  const end = to + (<usize>n << 2);
  const vectors = to + (<usize>(n & ~3) << 2);
  for (; to < vectors; to += 16) v128.store(to, lanes);
  for (; to < end; to += 4) v128.store_lane<u32>(to, lanes, 0);
}

/** One run of `n` elements, each side with its step in bytes. */
export function copyRun(from: usize, step: usize, to: usize, stepTo: usize, n: i32): void {
  if (stepTo == 4 && step == 4) copyDense(from, to, n);
  else if (stepTo == 4 && step == 0) fillDense(v128.load32_splat(from), to, n);
  else {
    for (; n > 0; n--) {
      store<u32>(to, load<u32>(from));
      from += step;
      to += stepTo;
    }
  }
}

/** The runs from `begin` to `end` of a grid of `.. x size1 x size2` runs; all steps are bytes. */
export function copyRuns(
  n: i32,
  size1: i32,
  size2: i32,
  from: usize,
  from0: usize,
  from1: usize,
  from2: usize,
  step: usize,
  to: usize,
  to0: usize,
  to1: usize,
  to2: usize,
  stepTo: usize,
  begin: i32,
  end: i32,
): void {
  for (let run = begin; run < end; ) {
    const row = run / size2;
    const i2 = run - row * size2;
    const i1 = row % size1;
    const i0 = row / size1;
    let source = from + <usize>i0 * from0 + <usize>i1 * from1 + <usize>i2 * from2;
    let target = to + <usize>i0 * to0 + <usize>i1 * to1 + <usize>i2 * to2;
    const stop = min(end, run + size2 - i2);
    for (; run < stop; run++) {
      copyRun(source, step, target, stepTo, n);
      source += from2;
      target += to2;
    }
  }
}

/** Four rows of four elements, `step` bytes apart, become four columns. */
@inline
function transposeTile(from: usize, step: usize, to: usize, stepTo: usize): void {
  const a = v128.load(from);
  const b = v128.load(from + step);
  const c = v128.load(from + 2 * step);
  const d = v128.load(from + 3 * step);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f64>(ab, cd, 0, 2));
  v128.store(to + stepTo, v128.shuffle<f64>(ab, cd, 1, 3));
  v128.store(to + 2 * stepTo, v128.shuffle<f64>(abHigh, cdHigh, 0, 2));
  v128.store(to + 3 * stepTo, v128.shuffle<f64>(abHigh, cdHigh, 1, 3));
}

/**
 * Rows from `begin` to `end` of a target whose columns are the rows of the source: element (r, c) lies at
 * `from + 4 r + c step`, and goes to `to + r stepTo + 4 c`. In strips of a cache line of the source.
 */
export function transpose(from: usize, step: usize, to: usize, stepTo: usize, n: i32, begin: i32, end: i32): void {
  const fullColumns = n & ~3;
  for (let strip = begin; strip < end; strip += TRANSPOSE_ROWS) {
    const stop = min(strip + TRANSPOSE_ROWS, end);
    const fullRows = strip + ((stop - strip) & ~3);
    for (let c = 0; c < fullColumns; c += 4) {
      const source = from + <usize>c * step;
      const target = to + (<usize>c << 2);
      for (let r = strip; r < fullRows; r += 4) {
        transposeTile(source + (<usize>r << 2), step, target + <usize>r * stepTo, stepTo);
      }
    }
    for (let r = strip; r < stop; r++) {
      const c = r < fullRows ? fullColumns : 0;
      copyRun(from + (<usize>r << 2) + <usize>c * step, step, to + <usize>r * stepTo + (<usize>c << 2), 4, n - c);
    }
  }
}

/** Writes a number to the elements from `begin` to `end`. */
export function fill(value: f32, to: usize, begin: i32, end: i32): void {
  fillDense(f32x4.splat(value), to + (<usize>begin << 2), end - begin);
}

/** The same bits for int32. */
export function fillInt(value: i32, to: usize, begin: i32, end: i32): void {
  fillDense(i32x4.splat(value), to + (<usize>begin << 2), end - begin);
}

/** Bytes, for what needs no conversion, or one value of a byte. */
export function copyBytes(from: usize, to: usize, bytes: usize): void {
  memory.copy(to, from, bytes);
}

export function fillBytes(value: i32, to: usize, bytes: usize): void {
  memory.fill(to, <u8>value, bytes);
}
