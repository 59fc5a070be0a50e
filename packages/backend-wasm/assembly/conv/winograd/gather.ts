// Four planes become one of vectors, with zeros around: only this and writing the result needs shuffles.

/** Four elements of each of four planes, as a vector per column. */
@inline
function transposeTo(a: v128, b: v128, c: v128, d: v128, to: usize): void {
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  v128.store(to, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
  v128.store(to, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7), 16);
  const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(abHigh, cdHigh, 0, 1, 4, 5), 32);
  v128.store(to, v128.shuffle<f32>(abHigh, cdHigh, 2, 3, 6, 7), 48);
}

/** A row of each of four planes as vectors of one column each. */
function interleaveRow(from: usize, p1: usize, p2: usize, p3: usize, width: i32, to: usize): void {
  if (width < 4) {
    interleaveFew(from, p1, p2, p3, width, to);
    return;
  }
  for (let x = 0; x < width; x += 4) {
    // The last four columns reach back over those before them.
    const first = <usize>min(x, width - 4);
    const at = from + (first << 2);
    transposeTo(v128.load(at), v128.load(at + p1), v128.load(at + p2), v128.load(at + p3), to + (first << 4));
  }
}

function interleaveFew(from: usize, p1: usize, p2: usize, p3: usize, width: i32, to: usize): void {
  const end = to + (<usize>width << 4);
  for (; to < end; to += 16, from += 4) {
    store<u32>(to, load<u32>(from));
    store<u32>(to, load<u32>(from + p1), 4);
    store<u32>(to, load<u32>(from + p2), 8);
    store<u32>(to, load<u32>(from + p3), 12);
  }
}

/** Zeros for a few vectors; for so few a call of memory.fill would take longer. */
@inline
function clear(to: usize, count: i32): void {
  const end = to + (<usize>count << 4);
  for (; to < end; to += 16) v128.store(to, i32x4.splat(0));
}

/**
 * Brings rows `first` to `first + rows` of four planes together as pixel vectors, with zeros where there is no row or
 * column. The planes lie `planeBytes` apart; where there are fewer than 4, the last stands in for the missing.
 */
export function gatherPlanes(
  planes: usize,
  count: i32,
  planeBytes: usize,
  height: i32,
  width: i32,
  first: i32,
  rows: i32,
  left: i32,
  paddedWidth: i32,
  to: usize,
): void {
  const p1 = <usize>min(1, count - 1) * planeBytes;
  const p2 = <usize>min(2, count - 1) * planeBytes;
  const p3 = <usize>min(3, count - 1) * planeBytes;
  const rowBytes = <usize>paddedWidth << 4;
  for (let r = 0; r < rows; r++) {
    const y = first + r;
    if (y < 0 || y >= height) clear(to, paddedWidth);
    else {
      const at = to + (<usize>left << 4);
      clear(to, left);
      interleaveRow(planes + (<usize>(y * width) << 2), p1, p2, p3, width, at);
      clear(at + (<usize>width << 4), paddedWidth - left - width);
    }
    to += rowBytes;
  }
}

/** The two rows of four planes that a row of windows gives, as vectors of one column each. */
function unpoolRow(grads: usize, indices: usize, width: i32, corner: i32, fullWidth: i32, upper: usize, lower: usize): void {
  const below = i32x4.splat(fullWidth);
  const one = i32x4.splat(1);
  const lowerRight = i32x4.add(below, one);
  let at = i32x4.splat(corner);
  const end = grads + (<usize>width << 4);
  while (grads < end) {
    const g = v128.load(grads);
    const index = i32x4.sub(v128.load(indices), at);
    v128.store(upper, v128.and(g, i32x4.eq(index, i32x4.splat(0))));
    v128.store(upper, v128.and(g, i32x4.eq(index, one)), 16);
    v128.store(lower, v128.and(g, i32x4.eq(index, below)));
    v128.store(lower, v128.and(g, i32x4.eq(index, lowerRight)), 16);
    at = i32x4.add(at, i32x4.splat(2));
    grads += 16;
    indices += 16;
    upper += 32;
    lower += 32;
  }
}

/**
 * `gatherPlanes` of what un-pooling four planes would give: rows `first` to `first + rows` as pixel vectors with zeros
 * around. `height` is as far as rows count and `fullWidth` the width, both before pooling.
 * `spare` has room for two rows as they are after pooling and one as it was before.
 */
export function gatherUnpooled(
  grads: usize,
  indices: usize,
  count: i32,
  planeBytes: usize,
  height: i32,
  fullWidth: i32,
  first: i32,
  rows: i32,
  left: i32,
  paddedWidth: i32,
  to: usize,
  spare: usize,
): void {
  const p1 = <usize>min(1, count - 1) * planeBytes;
  const p2 = <usize>min(2, count - 1) * planeBytes;
  const p3 = <usize>min(3, count - 1) * planeBytes;
  const rowBytes = <usize>paddedWidth << 4;
  memory.fill(to, 0, <usize>rows * rowBytes);
  const width = fullWidth >> 1;
  const gradRow = spare;
  const indexRow = gradRow + (<usize>width << 4);
  const unread = indexRow + (<usize>width << 4);
  const from = max(0, first) >> 1;
  const last = min((first + rows + 1) >> 1, height >> 1);
  for (let y = from; y < last; y++) {
    const offset = <usize>(y * width) << 2;
    interleaveRow(grads + offset, p1, p2, p3, width, gradRow);
    interleaveRow(indices + offset, p1, p2, p3, width, indexRow);
    const upper = 2 * y - first;
    const start = to + (<usize>left << 4);
    unpoolRow(
      gradRow,
      indexRow,
      width,
      2 * y * fullWidth,
      fullWidth,
      upper >= 0 ? start + <usize>upper * rowBytes : unread,
      upper + 1 < rows ? start + <usize>(upper + 1) * rowBytes : unread,
    );
  }
}
