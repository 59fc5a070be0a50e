// Planes of float32, padded for convolutions.

/**
 * Writes planes into larger ones, of which the rest is zero. Row r and column c go to row `top + r * stepY` and column
 * `left + c * stepX`; what falls outside is left out.
 */
export function padPlanes(
  source: usize,
  count: i32,
  height: i32,
  width: i32,
  target: usize,
  paddedHeight: i32,
  paddedWidth: i32,
  top: i32,
  left: i32,
  stepY: i32,
  stepX: i32,
): void {
  const planeBytes = <usize>(paddedHeight * paddedWidth) << 2;
  memory.fill(target, 0, <usize>count * planeBytes);
  const first = max(0, -left);
  for (let p = 0; p < count; p++) {
    for (let r = 0; r < height; r++) {
      const row = top + r * stepY;
      if (row < 0 || row >= paddedHeight) continue;
      const to = target + (<usize>(row * paddedWidth) << 2);
      const from = source + (<usize>(r * width) << 2);
      if (stepX == 1) {
        const columns = min(width, paddedWidth - left) - first;
        if (columns > 0) memory.copy(to + (<usize>(left + first) << 2), from + (<usize>first << 2), <usize>columns << 2);
      } else {
        for (let c = 0; c < width; c++) {
          const column = left + c * stepX;
          if (column >= 0 && column < paddedWidth) store<f32>(to + (<usize>column << 2), load<f32>(from + (<usize>c << 2)));
        }
      }
    }
    source += <usize>(height * width) << 2;
    target += planeBytes;
  }
}

/**
 * Brings a row to phases: column c goes to plane `(left + c) % stride` of those that lie `planeBytes` apart, as far as there
 * are such planes, and there to column `(left + c) / stride` of the line at `to`, which has room for `room` columns.
 */
export function spreadPhases(
  from: usize,
  width: i32,
  left: i32,
  stride: i32,
  phases: i32,
  to: usize,
  planeBytes: usize,
  room: i32,
): void {
  for (let phase = 0; phase < phases; phase++) {
    // The first column of the phase that holds a pixel.
    let column = left <= phase ? 0 : (left - phase + stride - 1) / stride;
    let x = column * stride + phase - left;
    const line = to + <usize>phase * planeBytes;
    if (stride == 2) {
      for (; x + 8 <= width && column + 4 <= room; x += 8, column += 4) {
        const at = from + (<usize>x << 2);
        v128.store(line + (<usize>column << 2), v128.shuffle<f32>(v128.load(at), v128.load(at, 16), 0, 2, 4, 6));
      }
    }
    for (; x < width && column < room; x += stride, column++) {
      store<f32>(line + (<usize>column << 2), load<f32>(from + (<usize>x << 2)));
    }
  }
}

/**
 * Writes planes as `phasesY * phasesX` smaller ones each, one for each remainder of row and column by the strides, so that
 * the pixels under one kernel element lie side by side. The rest is zero.
 */
export function padPhases(
  source: usize,
  count: i32,
  height: i32,
  width: i32,
  target: usize,
  paddedHeight: i32,
  paddedWidth: i32,
  top: i32,
  left: i32,
  strideY: i32,
  strideX: i32,
  phasesY: i32,
  phasesX: i32,
): void {
  const phaseBytes = <usize>(paddedHeight * paddedWidth) << 2;
  const planeBytes = phaseBytes * <usize>(phasesY * phasesX);
  memory.fill(target, 0, <usize>count * planeBytes);
  for (let p = 0; p < count; p++) {
    for (let r = 0; r < height; r++) {
      const y = top + r;
      const row = y / strideY;
      const phase = y % strideY;
      if (phase < phasesY && row < paddedHeight) {
        const to = target + <usize>(phase * phasesX) * phaseBytes + (<usize>(row * paddedWidth) << 2);
        spreadPhases(source + (<usize>(r * width) << 2), width, left, strideX, phasesX, to, phaseBytes, paddedWidth);
      }
    }
    source += <usize>(height * width) << 2;
    target += planeBytes;
  }
}

/**
 * Writes the dense planes from `begin` to `end` into larger ones: rows and columns go `rowStep` and `columnStep` bytes
 * apart.
 */
export function spreadPlanes(
  source: usize,
  target: usize,
  height: i32,
  width: i32,
  rowStep: usize,
  columnStep: usize,
  planeStep: usize,
  begin: i32,
  end: i32,
): void {
  let from = source + (<usize>(begin * height * width) << 2);
  for (let p = begin; p < end; p++) {
    const plane = target + <usize>p * planeStep;
    for (let r = 0; r < height; r++) {
      let to = plane + <usize>r * rowStep;
      for (const stop = from + (<usize>width << 2); from < stop; from += 4) {
        store<u32>(to, load<u32>(from));
        to += columnStep;
      }
    }
  }
}
